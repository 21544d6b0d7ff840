// Russian words about saved replies.
import type { savedWords as English } from '../en-saved';
import { count } from './count';
import { savedFileWords } from './saved-files';

export const savedWords: ReturnType<typeof English> = {
  saved: {
    heading: 'Готовые ответы',
    empty: 'Пока нет ни одного. Операторы вызывают их косой чертой в поле ответа.',
    add: 'Добавить готовый ответ',
    edit: (name) => `Изменить готовый ответ: ${name}`,
    name: 'Название',
    text: 'Текст',
    hint: (fields) =>
      `При вставке подставляются ${fields} и переменные карточки по их названиям. {first_name|клиент} даст «клиент», если имя неизвестно.`,
    save: 'Сохранить',
    saved: 'Готовый ответ сохранён.',
    cancel: 'Отмена',
    remove: 'Удалить',
    removeSure: 'Удалить у всех?',
    removed: 'Готовый ответ удалён.',
    offered: 'Готовые ответы',
    count: (n) => count(n, 'готовый ответ', 'готовых ответа', 'готовых ответов'),
    none: 'Готовых ответов пока нет.',
    open: 'Готовый ответ',
    slash: '/ — готовый ответ',
    missing: (places) => `Об этом контакте неизвестно, впишите сами: ${places}`,
  },
  ...savedFileWords,
};
