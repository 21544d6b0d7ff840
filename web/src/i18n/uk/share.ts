// Ukrainian words about what another app shares with the desk.
import type { shareWords as English } from '../en-share';

export const shareWords: typeof English = {
  share: {
    heading: 'До якого чату надіслати?',
    find: 'Знайти контакт',
    looking: 'Шукаємо…',
    nobody: 'Нікого не знайдено',
    hint: 'Це потрапить у поле введення: нічого не піде, доки ви не натиснете «Надіслати».',
  },
};
