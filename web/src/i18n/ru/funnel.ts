// Russian words about funnels.
import type { funnelRefusals as Refusals, funnelWords as English } from '../en-funnel';
import { count, form } from './count';

export const funnelRefusals: typeof Refusals = {
  no_such_funnel: 'Эту воронку уже удалили.',
  not_in_funnel: 'Контакта уже нет в этой воронке.',
};

const messages = (n: number) => count(n, 'сообщение', 'сообщения', 'сообщений');

export const funnelWords: ReturnType<typeof English> = {
  funnel: {
    heading: 'Воронки',
    empty:
      'Пока нет ни одной. Воронка — это цепочка сообщений, которые контакт получает автоматически, одно за другим.',
    addNew: 'Добавить воронку',
    edit: (name) => `Изменить воронку: ${name}`,
    name: 'Название',
    steps: messages,
    step: (n) => `Сообщение ${n}`,
    text: 'Текст',
    hint: (fields) =>
      `При отправке подставляются ${fields} и переменные карточки по их названиям. {first_name|клиент} даст «клиент», если имя неизвестно; сообщение с неизвестным значением пропускается.`,
    after: 'Пауза перед ним',
    afterStart: 'После запуска',
    afterBefore: 'После предыдущего',
    unit: 'Единица времени',
    units: {
      minutes: (n) => form(n, 'минута', 'минуты', 'минут'),
      hours: (n) => form(n, 'час', 'часа', 'часов'),
      days: (n) => form(n, 'день', 'дня', 'дней'),
    },
    atOnce: 'сразу',
    later: {
      minutes: (n) => `через ${count(n, 'минуту', 'минуты', 'минут')}`,
      hours: (n) => `через ${count(n, 'час', 'часа', 'часов')}`,
      days: (n) => `через ${count(n, 'день', 'дня', 'дней')}`,
    },
    addStep: 'Добавить сообщение',
    up: (n) => `Поднять сообщение ${n}`,
    down: (n) => `Опустить сообщение ${n}`,
    removeStep: (n) => `Убрать сообщение ${n}`,
    preview: 'Как это выглядит',
    example: { first_name: 'Анна', last_name: 'Петрова', name: 'Анна Петрова' },
    keeps: 'Кто уже в воронке, получит сообщения в том виде, в каком они были при запуске.',
    save: 'Сохранить',
    saved: 'Воронка сохранена.',
    cancel: 'Отмена',
    remove: 'Удалить',
    removeSure: 'Удалить и остановить у всех?',
    removed: 'Воронка удалена.',
    tooLong: 'Не больше 90 дней.',
    add: 'Добавить',
    addTo: 'Добавить в воронку',
    begin: 'Запустить воронку',
    startsAtOnce: 'Добавленная воронка запускается сразу',
    choose: 'Какая воронка',
    none: 'Воронок пока нет. Их добавляют администраторы в настройках.',
    warning: (name) => `Воронка запустится сразу. Контакт ${name} сейчас получит сообщение:`,
    warningLater: (name, time) => `Воронка запустится сразу. Контакт ${name} ${time} получит сообщение:`,
    leftOut: (places) => `Об этом контакте неизвестно, сообщение будет пропущено: ${places}`,
    more: (n) => `Дальше ещё ${messages(n)}.`,
    running: 'Контакт уже в этой воронке.',
    start: 'Запустить',
    started: (name) => `Воронка «${name}» запущена.`,
    takeOut: (name) => `Убрать из воронки: ${name}`,
    takeOutAsk: 'Убрать контакт из воронки? Следующие сообщения не уйдут.',
    takeOutSure: 'Убрать',
    keepIn: 'Оставить',
    hide: (name) => `Скрыть: ${name}`,
    takenOut: (name) => `Убрано из воронки «${name}».`,
    progress: (done, steps) => `Отправлено сообщений: ${done} из ${steps}`,
    next: (time) => `следующее: ${time}`,
    now: 'следующее отправляется сейчас',
    finished: 'Завершена',
    stopped: (why) => `Остановлена: ${why}`,
    waits: {
      channel: 'Ожидание: канал сейчас ничего не отправляет',
      outbox: 'Ожидание: слишком много ответов в очереди',
    },
    why: {
      blocked: 'контакт заблокировал этот канал',
      channel_removed: 'канал удалён',
      funnel_removed: 'воронка удалена',
      waited_too_long: 'сообщение не удавалось отправить 30 дней',
      united: 'у объединённых контактов она идёт одна',
    },
    field: 'Воронка',
    automatic: (name, step) => `Воронка «${name}», ${step}`,
    lines: {
      started: (who, name) => `Запущена воронка «${name}» (${who})`,
      removed: (who, name) => `Контакт убран из воронки «${name}» (${who})`,
      stopped: (name, why) => `Воронка «${name}» остановлена: ${why}`,
      finished: (name) => `Воронка «${name}» завершена`,
      skipped: (name, step, missing) =>
        `Сообщение ${step} воронки «${name}» пропущено: ${missing === '' ? 'текст пуст или слишком длинный' : `неизвестно: ${missing}`}`,
    },
  },
};
