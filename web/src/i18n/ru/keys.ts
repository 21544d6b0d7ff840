// Russian words about working by keyboard, and about what is chosen for this browser.
import type { keyWords as English } from '../en-keys';
import { count } from './count';

export const keyWords: typeof English = {
  palette: {
    label: 'Команды',
    placeholder: 'Введите команду или имя',
    groups: { chat: 'Этот чат', go: 'Перейти', me: 'Вы и система' },
    contacts: 'Контакты',
    nothing: 'Ничего с таким названием',
    found: (n) => (n === 0 ? 'Ничего не найдено' : `На выбор: ${count(n, 'пункт', 'пункта', 'пунктов')}`),
    toOpen: 'Показать открытые чаты',
    toClosed: 'Показать закрытые чаты',
    toAll: 'Показать все открытые чаты',
    toUnread: 'Показать чаты с новыми сообщениями',
    toMy: 'Показать мои чаты',
    saved: (name) => `Готовый ответ: ${name}`,
    toChatsOf: (name) => `Показать чаты оператора ${name}`,
    theme: (theme) => `Тема: ${theme}`,
    status: (status) => `Статус: ${status}`,
  },

  preferences: {
    heading: 'Личные настройки',
    hint: 'Действуют в этом браузере.',
  },

  display: {
    heading: 'Внешний вид',
    theme: 'Тема',
    themes: { system: 'Как на устройстве', light: 'Светлая', dark: 'Тёмная' },
    text: 'Размер текста',
    percent: (n) => `${n}%`,
  },

  enter: {
    heading: 'Отправка',
    ask: 'Отправлять клавишей',
    names: (isCommand, command) => (isCommand ? `${command}+Enter` : 'Enter'),
    choices: (isCommand, command) =>
      isCommand
        ? `${command}+Enter — отправить, Enter — новая строка`
        : 'Enter — отправить, Shift+Enter — новая строка',
    hints: (isCommand, command) =>
      isCommand
        ? [`${command}+Enter — отправить`, 'Enter — новая строка', `${command}+K — команды`]
        : ['Enter — отправить', 'Shift+Enter — новая строка', `${command}+K — команды`],
  },

  sounds: {
    heading: 'Звуки',
    kinds: {
      message: 'Новое сообщение в моём чате',
      given: 'Мне назначен чат',
      mention: 'Меня упоминает коллега',
    },
    none: 'Без звука',
    tones: {
      drop: 'Капля',
      chime: 'Перезвон',
      bell: 'Колокольчик',
      knock: 'Стук',
      spark: 'Искра',
    },
    play: 'Прослушать',
    test: (what) => `Прослушать звук: ${what}`,
    volume: 'Громкость',
    percent: (n) => count(n, 'процент', 'процента', 'процентов'),
    always: 'И когда окно Switchboard перед вами',
    alwaysHint: 'Иначе — только когда вы смотрите на что-то другое.',
  },

  keys: {
    names: { shift: 'Shift', ctrl: 'Ctrl', command: '⌘', escape: 'Esc', enter: 'Enter', up: '↑' },
    tip: (what, key) => `${what} (${key})`,
    heading: 'Клавиши',
    acts: {
      next: 'Следующий чат',
      previous: 'Предыдущий чат',
      unread: 'Следующий чат с новыми сообщениями',
      reply: 'Написать ответ',
      comment: 'Написать комментарий',
      close: 'Закрыть чат',
      closeNext: 'Закрыть чат и открыть следующий',
      forward: 'Передать чат',
      unite: 'Объединить с другим контактом',
      search: 'Искать контакты и сообщения',
      reports: 'Показать отчёты',
      help: 'Показать клавиши',
      take: 'Взять чат',
      snooze: 'Отложить чат',
      reopen: 'Открыть чат снова',
      card: 'Показать или скрыть карточку',
    },
    always: 'Всегда',
    palette: 'Команды',
    send: 'Отправить написанное',
    back: 'Выйти из поля ввода, затем из чата',
    editLast: 'Изменить последний ответ (в пустом поле)',
    single: 'Вне полей ввода',
    off: 'Одиночные клавиши выключены.',
    none: 'нет клавиши',
    change: 'Изменить клавиши',
    isOn: 'Одиночные клавиши',
    isOnHint: 'Вне полей ввода. Esc и сочетания с Ctrl или ⌘ работают всегда.',
    places: 'Клавиши узнаются по месту на клавиатуре и потому работают в любой раскладке.',
    edit: (what, key) => `${what}: ${key}. Нажмите, чтобы изменить`,
    press: 'Нажмите клавишу…',
    pressHint: 'Esc оставляет всё как было, Backspace убирает клавишу.',
    unusable: 'Эта клавиша не подходит. Подходят буквы, цифры и знаки, в том числе с Shift.',
    taken: (key, what) =>
      `Клавиша ${key} уже занята: «${what}». Выберите другую или сначала измените то действие.`,
    changed: (what, key) => `${what}: ${key}`,
    reset: 'Вернуть обычные клавиши',
    noneUnread: 'Новых сообщений здесь больше нет',
    notEditable: 'Последний ответ изменить уже нельзя.',
  },
};
