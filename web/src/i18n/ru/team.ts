// Russian words about many chats at once, operators' accounts and the log of changes.
import type { teamWords as English } from '../en-team';
import { count } from './count';

const chats = (n: number) => count(n, 'чат', 'чата', 'чатов');

export const teamWords: typeof English = {
  bulk: {
    begin: 'Выбрать несколько чатов',
    end: 'Закончить выбор',
    label: 'Выбранные чаты',
    picked: (n) => `Выбрано: ${n}`,
    pick: (name) => `Выбрать: ${name}`,
    none: 'Пока ничего не выбрано',
    tooMany: (max) => `Не больше ${max} за раз`,
    close: 'Закрыть',
    forward: 'Передать',
    forwardTo: 'Передать их…',
    tag: 'Тег',
    tagName: 'Какой тег добавить',
    read: 'Отметить прочитанными',
    apply: 'Добавить',
    done: (n) => `Готово: ${chats(n)}`,
    refused: (n) => `Не удалось: ${chats(n)}`,
  },

  operators: {
    off: 'Отключён',
    edit: (name) => `Изменить: ${name}`,
    limit: 'Открытых чатов не больше',
    save: 'Сохранить',
    saved: 'Сохранено',
    cancel: 'Отмена',
    deactivate: 'Отключить',
    deactivateHint: 'Сеансы завершатся, статус станет «Не в сети», открытые чаты вернутся в очередь.',
    deactivateSure: (name) => `Отключить: ${name}?`,
    activate: 'Включить снова',
    reset: 'Ссылка для нового пароля',
    resetOnce: 'Передайте эту ссылку оператору. Она действует один раз и больше не покажется.',
    audit: 'Журнал изменений',
  },

  reset: {
    heading: 'Придумайте новый пароль',
    password: 'Новый пароль',
    submit: 'Сохранить пароль',
    busy: 'Сохраняем…',
    done: 'Пароль изменён. Войдите с ним.',
    toSignIn: 'Перейти ко входу',
  },

  account: {
    open: 'Аккаунт и безопасность',
    heading: 'Аккаунт и безопасность',
    sessions: 'Где выполнен вход',
    sessionsFailed: 'Сеансы сейчас не удаётся загрузить.',
    current: 'Этот браузер',
    seen: (time) => `последний раз: ${time}`,
    end: 'Завершить сеанс',
    endOf: (browser) => `Завершить сеанс: ${browser}`,
    unknownBrowser: 'Неизвестный браузер',
    password: 'Сменить пароль',
    old: 'Текущий пароль',
    new: 'Новый пароль',
    save: 'Сменить пароль',
    changed: 'Пароль изменён; в других браузерах сеансы завершены.',
  },

  proof: {
    heading: 'Это всё ещё вы?',
    why: 'Для этого нужно ещё раз ввести пароль. Дальше всё продолжится само.',
    submit: 'Продолжить',
  },

  audit: {
    heading: 'Журнал изменений',
    who: 'Кто',
    everybody: 'Все',
    what: 'Что',
    kinds: {
      '': 'Всё',
      'chat/': 'Чаты',
      'contact/': 'Контакты',
      'operator/': 'Операторы',
      'channel/': 'Каналы',
      settings: 'Настройки',
      'saved_reply/': 'Готовые ответы',
      'key/': 'Ключи API',
      'report/': 'Отчёты',
    },
    when: 'Когда',
    action: 'Что сделано',
    subject: 'С чем',
    change: 'До и после',
    desk: 'система',
    more: 'Более ранние изменения',
    none: 'Таких изменений не было.',
    looking: 'Ищем…',
    failed: 'Журнал сейчас не удаётся загрузить.',
  },
};
