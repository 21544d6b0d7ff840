// Russian words about what narrows the list.
import type { filterWords as English } from '../en-filter';
import { count, form } from './count';

const chats = (n: number) => count(n, 'чат', 'чата', 'чатов');

export const filterWords: typeof English = {
  filter: {
    label: 'Фильтр и порядок',
    isOn: 'Фильтр и порядок: список отфильтрован',
    channel: 'Канал',
    anyChannel: 'Все каналы',
    unknownChannel: 'Неизвестный канал',
    tag: 'Тег',
    anyTag: 'Любой тег',
    ofTag: (tag) => `Тег: ${tag}`,
    waiting: 'Только те, кто ждёт ответа',
    waitingChip: 'Ждут ответа',
    order: 'Порядок',
    newest: 'Сначала новые',
    longest: 'Сначала кто ждёт дольше',
    done: 'Готово',
    clear: 'Сбросить',
    without: (label) => `Убрать: ${label}`,
    looking: 'Ищем…',
    found: (n) => chats(n),
    foundAmong: (n, among) =>
      `${chats(n)} среди ${among} ${form(among, 'самого нового', 'самых новых', 'самых новых')}`,
    foundAmongTagged: (n) => `${chats(n)}; с этим тегом их больше, чем можно показать`,
    further: 'Искать дальше',
    none: 'Ни один чат не подходит',
    noneHint: 'Чаты, которые не подходят под фильтр, скрыты.',
  },
};
