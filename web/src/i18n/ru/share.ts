// Russian words about what another app shares with the desk.
import type { shareWords as English } from '../en-share';

export const shareWords: typeof English = {
  share: {
    heading: 'В какой чат отправить?',
    find: 'Найти контакт',
    looking: 'Ищем…',
    nobody: 'Никого не нашлось',
    hint: 'Это попадёт в поле ввода: ничего не уйдёт, пока вы не нажмёте «Отправить».',
  },
};
