// Ukrainian words about drafts that an operator writes on two devices.
import type { draftWords as English } from '../en-drafts';

export const draftWords: typeof English = {
  drafts: {
    changed: 'Змінено на іншому вашому пристрої:',
    emptied: 'Надіслано або видалено на іншому вашому пристрої.',
    take: 'Узяти цей текст',
    empty: 'Очистити й тут',
    keep: 'Залишити мій',
  },
};
