// Russian words about a talk as a whole.
import type { talkWords as English } from '../en-talk';
import { count } from './count';

export const talkWords: typeof English = {
  talk: {
    label: 'Переписка',
    open: 'Печать или файл…',
    heading: 'Напечатать или сохранить переписку',
    hint: 'Все сообщения с самого начала: кто и когда написал. Файлы названы, но не приложены.',
    comments: 'С комментариями коллег',
    print: 'Печать',
    save: 'Сохранить как текст',
    loaded: (n) => `Загружено: ${count(n, 'сообщение', 'сообщения', 'сообщений')}…`,
    cut: 'Переписка очень длинная: её начало не вошло.',
    of: (name, time) => `Переписка: ${name}, ${time}`,
    tooLate: 'В чате уже что-то произошло: он остаётся там, где есть.',
    takenBack: (name) => `Передача чата отменена: ${name}`,
    local: (time) => `Там ${time}`,
    byPhone: 'по телефону',
  },
};
