// The page of pretend customers begins here: with its words, then with the page.
import '../app.css';
import { begin } from '../i18n/begin';

void begin().then(() => import('./main'));
