// Ukrainian words about funnels.
import type { funnelRefusals as Refusals, funnelWords as English } from '../en-funnel';
import { count, form } from './count';

export const funnelRefusals: typeof Refusals = {
  no_such_funnel: 'Цю воронку вже видалили.',
  not_in_funnel: 'Контакту вже немає в цій воронці.',
};

const messages = (n: number) => count(n, 'повідомлення', 'повідомлення', 'повідомлень');

export const funnelWords: ReturnType<typeof English> = {
  funnel: {
    heading: 'Воронки',
    empty:
      'Поки що немає жодної. Воронка — це ланцюжок повідомлень, які контакт отримує автоматично, одне за одним.',
    addNew: 'Додати воронку',
    edit: (name) => `Змінити воронку: ${name}`,
    name: 'Назва',
    steps: messages,
    step: (n) => `Повідомлення ${n}`,
    text: 'Текст',
    hint: (fields) =>
      `Під час надсилання підставляються ${fields} і змінні картки за їхніми назвами. {first_name|клієнт} дасть «клієнт», якщо ім’я невідоме; повідомлення з невідомим значенням пропускається.`,
    after: 'Пауза перед ним',
    afterStart: 'Після запуску',
    afterBefore: 'Після попереднього',
    unit: 'Одиниця часу',
    units: {
      minutes: (n) => form(n, 'хвилина', 'хвилини', 'хвилин'),
      hours: (n) => form(n, 'година', 'години', 'годин'),
      days: (n) => form(n, 'день', 'дні', 'днів'),
    },
    atOnce: 'одразу',
    later: {
      minutes: (n) => `через ${count(n, 'хвилину', 'хвилини', 'хвилин')}`,
      hours: (n) => `через ${count(n, 'годину', 'години', 'годин')}`,
      days: (n) => `через ${count(n, 'день', 'дні', 'днів')}`,
    },
    addStep: 'Додати повідомлення',
    up: (n) => `Підняти повідомлення ${n}`,
    down: (n) => `Опустити повідомлення ${n}`,
    removeStep: (n) => `Прибрати повідомлення ${n}`,
    preview: 'Як це виглядає',
    example: { first_name: 'Анна', last_name: 'Петрова', name: 'Анна Петрова' },
    keeps: 'Хто вже у воронці, отримає повідомлення такими, якими вони були під час запуску.',
    save: 'Зберегти',
    saved: 'Воронку збережено.',
    cancel: 'Скасувати',
    remove: 'Видалити',
    removeSure: 'Видалити й зупинити в усіх?',
    removed: 'Воронку видалено.',
    tooLong: 'Не більше 90 днів.',
    add: 'Додати',
    addTo: 'Додати до воронки',
    begin: 'Запустити воронку',
    startsAtOnce: 'Додана воронка запускається одразу',
    choose: 'Яка воронка',
    none: 'Воронок поки що немає. Їх додають адміністратори в налаштуваннях.',
    warning: (name) => `Воронка запуститься одразу. Контакт ${name} зараз отримає повідомлення:`,
    warningLater: (name, time) => `Воронка запуститься одразу. Контакт ${name} ${time} отримає повідомлення:`,
    leftOut: (places) => `Про цей контакт невідомо, повідомлення буде пропущено: ${places}`,
    more: (n) => `Далі ще ${messages(n)}.`,
    running: 'Контакт уже в цій воронці.',
    start: 'Запустити',
    started: (name) => `Воронку «${name}» запущено.`,
    takeOut: (name) => `Прибрати з воронки: ${name}`,
    takeOutAsk: 'Прибрати контакт із воронки? Наступні повідомлення не підуть.',
    takeOutSure: 'Прибрати',
    keepIn: 'Залишити',
    hide: (name) => `Сховати: ${name}`,
    takenOut: (name) => `Прибрано з воронки «${name}».`,
    progress: (done, steps) => `Надіслано повідомлень: ${done} із ${steps}`,
    next: (time) => `наступне: ${time}`,
    now: 'наступне надсилається зараз',
    finished: 'Завершено',
    stopped: (why) => `Зупинено: ${why}`,
    waits: {
      channel: 'Очікування: канал зараз нічого не надсилає',
      outbox: 'Очікування: забагато відповідей у черзі',
    },
    why: {
      blocked: 'контакт заблокував цей канал',
      channel_removed: 'канал видалено',
      funnel_removed: 'воронку видалено',
      waited_too_long: 'повідомлення не вдавалося надіслати 30 днів',
      united: 'в об’єднаних контактів вона йде одна',
    },
    field: 'Воронка',
    automatic: (name, step) => `Воронка «${name}», ${step}`,
    lines: {
      started: (who, name) => `Запущено воронку «${name}» (${who})`,
      removed: (who, name) => `Контакт прибрано з воронки «${name}» (${who})`,
      stopped: (name, why) => `Воронку «${name}» зупинено: ${why}`,
      finished: (name) => `Воронку «${name}» завершено`,
      skipped: (name, step, missing) =>
        `Повідомлення ${step} воронки «${name}» пропущено: ${missing === '' ? 'текст порожній або задовгий' : `невідомо: ${missing}`}`,
    },
  },
};
