// Ukrainian words about what narrows the list.
import type { filterWords as English } from '../en-filter';
import { count, form } from './count';

const chats = (n: number) => count(n, 'чат', 'чати', 'чатів');

export const filterWords: typeof English = {
  filter: {
    label: 'Фільтр і порядок',
    isOn: 'Фільтр і порядок: список відфільтровано',
    channel: 'Канал',
    anyChannel: 'Усі канали',
    unknownChannel: 'Невідомий канал',
    tag: 'Тег',
    anyTag: 'Будь-який тег',
    ofTag: (tag) => `Тег: ${tag}`,
    waiting: 'Лише ті, хто чекає на відповідь',
    waitingChip: 'Чекають на відповідь',
    order: 'Порядок',
    newest: 'Спочатку нові',
    longest: 'Спочатку хто чекає довше',
    done: 'Готово',
    clear: 'Скинути',
    without: (label) => `Прибрати: ${label}`,
    looking: 'Шукаємо…',
    found: (n) => chats(n),
    foundAmong: (n, among) =>
      `${chats(n)} серед ${among} ${form(among, 'найновішого', 'найновіших', 'найновіших')}`,
    foundAmongTagged: (n) => `${chats(n)}; з цим тегом їх більше, ніж можна показати`,
    further: 'Шукати далі',
    none: 'Жоден чат не підходить',
    noneHint: 'Чати, які не відповідають фільтру, приховано.',
  },
};
