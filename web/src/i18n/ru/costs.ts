// Russian words about what the desk costs.
import type { costWords as English } from '../en-costs';
import { count } from './count';

export const costWords: typeof English = {
  costs: {
    heading: 'Во что обходятся сообщения этого месяца',
    hint: 'По прейскуранту AWS (Северная Вирджиния, ноябрь 2026), из того, что подсчитано. На собственной машине за это ничего не платят.',
    count: 'Подсчитать за месяц',
    again: 'Подсчитать заново',
    counting: (chats) => `Подсчитано: ${count(chats, 'чат', 'чата', 'чатов')}…`,
    about: (sum) => `около ${sum} $`,
    month: (month, sum) => `${month}: ${sum}`,
    thousand: (sum) => `${sum} за тысячу сообщений`,
    counted: 'Подсчитаны разговоры, закрытые в этом месяце, и те, что ещё идут',
    counts: (inbound, outbound, closed) =>
      `Входящих: ${inbound}, ответов: ${outbound}, закрытых разговоров: ${closed}`,
    kinds: { writes: 'Запись в таблицу', requests: 'Запросы' },
    perMillion: (dollars) => `${dollars} $ за миллион`,
    not: 'Входящие, ответы и закрытые разговоры, умноженные на то, сколько каждый занимает самое большее. Не подсчитано и потому не показано: чтение, время работы функций, новости для открытых браузеров, хранение файлов.',
  },
};
