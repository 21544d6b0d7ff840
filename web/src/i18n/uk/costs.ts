// Ukrainian words about what the desk costs.
import type { costWords as English } from '../en-costs';
import { count } from './count';

export const costWords: typeof English = {
  costs: {
    heading: 'У що обходяться повідомлення цього місяця',
    hint: 'За прейскурантом AWS (Північна Вірджинія, листопад 2026), з того, що підраховано. На власній машині за це нічого не платять.',
    count: 'Підрахувати за місяць',
    again: 'Підрахувати знову',
    counting: (chats) => `Підраховано: ${count(chats, 'чат', 'чати', 'чатів')}…`,
    about: (sum) => `близько ${sum} $`,
    month: (month, sum) => `${month}: ${sum}`,
    thousand: (sum) => `${sum} за тисячу повідомлень`,
    counted: 'Підраховано розмови, закриті цього місяця, і ті, що ще тривають',
    counts: (inbound, outbound, closed) =>
      `Вхідних: ${inbound}, відповідей: ${outbound}, закритих розмов: ${closed}`,
    kinds: { writes: 'Запис до таблиці', requests: 'Запити' },
    perMillion: (dollars) => `${dollars} $ за мільйон`,
    not: 'Вхідні, відповіді й закриті розмови, помножені на те, скільки кожна забирає щонайбільше. Не підраховано й тому не показано: читання, час роботи функцій, новини для відкритих браузерів, зберігання файлів.',
  },
};
