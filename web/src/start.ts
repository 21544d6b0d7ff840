// The operators' page begins here: with its words, then with the desk.
import './app.css';
import { begin } from './i18n/begin';

void begin()
  .then(() => import('./main'))
  .then(({ open }) => open());
