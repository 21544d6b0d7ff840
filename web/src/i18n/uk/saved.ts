// Ukrainian words about saved replies.
import type { savedWords as English } from '../en-saved';
import { count } from './count';
import { savedFileWords } from './saved-files';

export const savedWords: ReturnType<typeof English> = {
  saved: {
    heading: 'Готові відповіді',
    empty: 'Поки що немає жодної. Оператори викликають їх скісною рискою в полі відповіді.',
    add: 'Додати готову відповідь',
    edit: (name) => `Змінити готову відповідь: ${name}`,
    name: 'Назва',
    text: 'Текст',
    hint: (fields) =>
      `Під час вставлення підставляються ${fields} і змінні картки за їхніми назвами. {first_name|клієнт} дасть «клієнт», якщо ім’я невідоме.`,
    save: 'Зберегти',
    saved: 'Готову відповідь збережено.',
    cancel: 'Скасувати',
    remove: 'Видалити',
    removeSure: 'Видалити в усіх?',
    removed: 'Готову відповідь видалено.',
    offered: 'Готові відповіді',
    count: (n) => count(n, 'готова відповідь', 'готові відповіді', 'готових відповідей'),
    none: 'Готових відповідей поки що немає.',
    open: 'Готова відповідь',
    slash: '/ — готова відповідь',
    missing: (places) => `Про цей контакт невідомо, впишіть самі: ${places}`,
  },
  ...savedFileWords,
};
