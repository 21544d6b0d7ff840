// Ukrainian words about many chats at once, operators' accounts and the log of changes.
import type { teamWords as English } from '../en-team';
import { count } from './count';

const chats = (n: number) => count(n, 'чат', 'чати', 'чатів');

export const teamWords: typeof English = {
  bulk: {
    begin: 'Вибрати кілька чатів',
    end: 'Завершити вибір',
    label: 'Вибрані чати',
    picked: (n) => `Вибрано: ${n}`,
    pick: (name) => `Вибрати: ${name}`,
    none: 'Поки що нічого не вибрано',
    tooMany: (max) => `Не більше ${max} за раз`,
    close: 'Закрити',
    forward: 'Передати',
    forwardTo: 'Передати їх…',
    tag: 'Тег',
    tagName: 'Який тег додати',
    read: 'Позначити прочитаними',
    apply: 'Додати',
    done: (n) => `Готово: ${chats(n)}`,
    refused: (n) => `Не вдалося: ${chats(n)}`,
  },

  operators: {
    off: 'Вимкнено',
    edit: (name) => `Змінити: ${name}`,
    limit: 'Відкритих чатів не більше',
    save: 'Зберегти',
    saved: 'Збережено',
    cancel: 'Скасувати',
    deactivate: 'Вимкнути',
    deactivateHint: 'Сеанси завершаться, статус стане «Не в мережі», відкриті чати повернуться в чергу.',
    deactivateSure: (name) => `Вимкнути: ${name}?`,
    activate: 'Увімкнути знову',
    reset: 'Посилання для нового пароля',
    resetOnce: 'Передайте це посилання оператору. Воно діє один раз, і більше його не буде показано.',
    audit: 'Журнал змін',
  },

  reset: {
    heading: 'Придумайте новий пароль',
    password: 'Новий пароль',
    submit: 'Зберегти пароль',
    busy: 'Зберігаємо…',
    done: 'Пароль змінено. Увійдіть із ним.',
    toSignIn: 'Перейти до входу',
  },

  account: {
    open: 'Акаунт і безпека',
    heading: 'Акаунт і безпека',
    sessions: 'Де виконано вхід',
    sessionsFailed: 'Сеанси зараз не вдається завантажити.',
    current: 'Цей браузер',
    seen: (time) => `востаннє: ${time}`,
    end: 'Завершити сеанс',
    endOf: (browser) => `Завершити сеанс: ${browser}`,
    unknownBrowser: 'Невідомий браузер',
    password: 'Змінити пароль',
    old: 'Поточний пароль',
    new: 'Новий пароль',
    save: 'Змінити пароль',
    changed: 'Пароль змінено; в інших браузерах сеанси завершено.',
  },

  proof: {
    heading: 'Це все ще ви?',
    why: 'Для цього треба ще раз ввести пароль. Далі все продовжиться саме.',
    submit: 'Продовжити',
  },

  audit: {
    heading: 'Журнал змін',
    who: 'Хто',
    everybody: 'Усі',
    what: 'Що',
    kinds: {
      '': 'Усе',
      'chat/': 'Чати',
      'contact/': 'Контакти',
      'operator/': 'Оператори',
      'channel/': 'Канали',
      settings: 'Налаштування',
      'saved_reply/': 'Готові відповіді',
      'key/': 'Ключі API',
      'report/': 'Звіти',
    },
    when: 'Коли',
    action: 'Що зроблено',
    subject: 'З чим',
    change: 'До і після',
    desk: 'система',
    more: 'Раніші зміни',
    none: 'Таких змін не було.',
    looking: 'Шукаємо…',
    failed: 'Журнал зараз не вдається завантажити.',
  },
};
