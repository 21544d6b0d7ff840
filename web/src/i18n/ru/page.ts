// Russian words about the page itself.
import type { pageWords as English } from '../en-page';

export const pageWords: typeof English = {
  page: {
    newer: 'Готова новая версия Switchboard. Всё, что вы написали, сохранится.',
    reload: 'Перезагрузить',
    later: 'Позже',
    fault:
      'На странице произошла ошибка. Всё, что вы написали, сохранится. Если она повторится, перезагрузите страницу и назовите этот код тому, кто отвечает за Switchboard:',
  },
};
