// Ukrainian words about the page itself.
import type { pageWords as English } from '../en-page';

export const pageWords: typeof English = {
  page: {
    newer: 'Готова нова версія Switchboard. Усе, що ви написали, збережеться.',
    reload: 'Перезавантажити',
    later: 'Пізніше',
    fault:
      'На сторінці сталася помилка. Усе, що ви написали, збережеться. Якщо вона повториться, перезавантажте сторінку і назвіть цей код тому, хто відповідає за Switchboard:',
  },
};
