// A page without a back end begins as the real ones do. `#language=uk&dir=rtl` shows it in another tongue, or mirrored.
import '../src/app.css';
import { begin } from '../src/i18n/begin';

const PAGES = {
  '/fake.html': () => import('./main'),
  '/fake-pretend.html': () => import('./pretend'),
  '/fixtures.html': () => import('./fixtures'),
  '/drawings.html': () => import('./drawings'),
};

/** Drawings that are in another tongue, or mirrored. */
const DRAWN: Record<string, string> = { '03': 'language=ru', '17': 'dir=rtl' };

const hash = location.hash.slice(1);
/** A drawing's number, and whatever shall be other than in the drawing. */
const [drawing = '', more] = hash.split('&');
const query = new URLSearchParams(location.pathname === '/drawings.html' ? (more ?? DRAWN[drawing]) : hash);
const language = query.get('language');
const load = PAGES[location.pathname as keyof typeof PAGES];

document.documentElement.dir = query.get('dir') ?? '';
void begin(language).then(load);
