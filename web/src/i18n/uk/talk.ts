// Ukrainian words about a talk as a whole.
import type { talkWords as English } from '../en-talk';
import { count } from './count';

export const talkWords: typeof English = {
  talk: {
    label: 'Листування',
    open: 'Друк або файл…',
    heading: 'Надрукувати або зберегти листування',
    hint: 'Усі повідомлення від самого початку: хто і коли написав. Файли названо, але не додано.',
    comments: 'З коментарями колег',
    print: 'Друк',
    save: 'Зберегти як текст',
    loaded: (n) => `Завантажено: ${count(n, 'повідомлення', 'повідомлення', 'повідомлень')}…`,
    cut: 'Листування дуже довге: його початок не ввійшов.',
    of: (name, time) => `Листування: ${name}, ${time}`,
    tooLate: 'У чаті вже щось сталося: він лишається там, де є.',
    takenBack: (name) => `Передавання чату скасовано: ${name}`,
    local: (time) => `Там ${time}`,
    byPhone: 'за телефоном',
  },
};
