// Ukrainian words about working by keyboard, and about what is chosen for this browser.
import type { keyWords as English } from '../en-keys';
import { count } from './count';

export const keyWords: typeof English = {
  palette: {
    label: 'Команди',
    placeholder: 'Введіть команду або ім’я',
    groups: { chat: 'Цей чат', go: 'Перейти', me: 'Ви і система' },
    contacts: 'Контакти',
    nothing: 'Нічого з такою назвою',
    found: (n) => (n === 0 ? 'Нічого не знайдено' : `На вибір: ${count(n, 'пункт', 'пункти', 'пунктів')}`),
    toOpen: 'Показати відкриті чати',
    toClosed: 'Показати закриті чати',
    toAll: 'Показати всі відкриті чати',
    toUnread: 'Показати чати з новими повідомленнями',
    toMy: 'Показати мої чати',
    saved: (name) => `Готова відповідь: ${name}`,
    toChatsOf: (name) => `Показати чати оператора ${name}`,
    theme: (theme) => `Тема: ${theme}`,
    status: (status) => `Статус: ${status}`,
  },

  preferences: {
    heading: 'Особисті налаштування',
    hint: 'Діють у цьому браузері.',
  },

  display: {
    heading: 'Зовнішній вигляд',
    theme: 'Тема',
    themes: { system: 'Як на пристрої', light: 'Світла', dark: 'Темна' },
    text: 'Розмір тексту',
    percent: (n) => `${n}%`,
  },

  enter: {
    heading: 'Надсилання',
    ask: 'Надсилати клавішею',
    names: (isCommand, command) => (isCommand ? `${command}+Enter` : 'Enter'),
    choices: (isCommand, command) =>
      isCommand
        ? `${command}+Enter — надіслати, Enter — новий рядок`
        : 'Enter — надіслати, Shift+Enter — новий рядок',
    hints: (isCommand, command) =>
      isCommand
        ? [`${command}+Enter — надіслати`, 'Enter — новий рядок', `${command}+K — команди`]
        : ['Enter — надіслати', 'Shift+Enter — новий рядок', `${command}+K — команди`],
  },

  sounds: {
    heading: 'Звуки',
    kinds: {
      message: 'Нове повідомлення в моєму чаті',
      given: 'Мені призначено чат',
      mention: 'Мене згадує колега',
    },
    none: 'Без звуку',
    tones: {
      drop: 'Крапля',
      chime: 'Передзвін',
      bell: 'Дзвіночок',
      knock: 'Стукіт',
      spark: 'Іскра',
    },
    play: 'Прослухати',
    test: (what) => `Прослухати звук: ${what}`,
    volume: 'Гучність',
    percent: (n) => count(n, 'відсоток', 'відсотки', 'відсотків'),
    always: 'І коли вікно Switchboard перед вами',
    alwaysHint: 'Інакше — лише коли ви дивитеся на щось інше.',
  },

  keys: {
    names: { shift: 'Shift', ctrl: 'Ctrl', command: '⌘', escape: 'Esc', enter: 'Enter', up: '↑' },
    tip: (what, key) => `${what} (${key})`,
    heading: 'Клавіші',
    acts: {
      next: 'Наступний чат',
      previous: 'Попередній чат',
      unread: 'Наступний чат із новими повідомленнями',
      reply: 'Написати відповідь',
      comment: 'Написати коментар',
      close: 'Закрити чат',
      closeNext: 'Закрити чат і відкрити наступний',
      forward: 'Передати чат',
      unite: 'Об’єднати з іншим контактом',
      search: 'Шукати контакти й повідомлення',
      reports: 'Показати звіти',
      help: 'Показати клавіші',
      take: 'Взяти чат',
      snooze: 'Відкласти чат',
      reopen: 'Відкрити чат знову',
      card: 'Показати або сховати картку',
    },
    always: 'Завжди',
    palette: 'Команди',
    send: 'Надіслати написане',
    back: 'Вийти з поля вводу, потім із чату',
    editLast: 'Змінити останню відповідь (у порожньому полі)',
    single: 'Поза полями вводу',
    off: 'Одиночні клавіші вимкнено.',
    none: 'немає клавіші',
    change: 'Змінити клавіші',
    isOn: 'Одиночні клавіші',
    isOnHint: 'Поза полями вводу. Esc і сполучення з Ctrl або ⌘ працюють завжди.',
    places: 'Клавіші розпізнаються за місцем на клавіатурі й тому працюють у будь-якій розкладці.',
    edit: (what, key) => `${what}: ${key}. Натисніть, щоб змінити`,
    press: 'Натисніть клавішу…',
    pressHint: 'Esc залишає все як було, Backspace прибирає клавішу.',
    unusable: 'Ця клавіша не підходить. Підходять літери, цифри та знаки, зокрема із Shift.',
    taken: (key, what) => `Клавішу ${key} вже зайнято: «${what}». Виберіть іншу або спершу змініть ту дію.`,
    changed: (what, key) => `${what}: ${key}`,
    reset: 'Повернути звичайні клавіші',
    noneUnread: 'Нових повідомлень тут більше немає',
    notEditable: 'Останню відповідь змінити вже не можна.',
  },
};
