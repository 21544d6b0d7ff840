// Tests read English, unless they say otherwise.
import { en } from '../src/i18n/en';
import { speak } from '../src/i18n/spoken';

speak(en);
