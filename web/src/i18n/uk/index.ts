// Every word the client says, in Ukrainian.
import type { Messages } from '../en';
import { accountRefusals } from './accounts';
import { adminWords, adminRefusals } from './admin';
import { auditActions } from './audit';
import { channelWords } from './channels';
import { contactWords } from './contacts';
import { count } from './count';
import { filterWords } from './filter';
import { funnelRefusals, funnelWords } from './funnel';
import { costWords } from './costs';
import { draftWords } from './drafts';
import { keyWords } from './keys';
import { lookingWords } from './looking';
import { myWords } from './me';
import { mediaWords } from './media';
import { attachWords, contentWords, fileWords, messageWords, reviseWords } from './message';
import { messengerRefusals } from './messengers';
import { pageWords } from './page';
import { periodRefusals } from './periods';
import { pretendWords } from './pretend';
import { pushedWords } from './pushed';
import { programRefusals, programWords } from './programs';
import { reportWords } from './reports';
import { rowWords } from './row';
import { savedWords } from './saved';
import { shareWords } from './share';
import { talkWords } from './talk';
import { teamWords } from './team';
import { waitingWords } from './waiting';
import { whyWords } from './why';

const newMessages = (n: number) => count(n, 'нове повідомлення', 'нові повідомлення', 'нових повідомлень');

const openChats = (n: number) => count(n, 'відкритий чат', 'відкриті чати', 'відкритих чатів');

export const uk: Messages = {
  locale: 'uk',
  product: 'Switchboard',
  language: 'Мова',
  title: (unread) => (unread > 0 ? `(${unread}) Switchboard` : 'Switchboard'),

  signIn: {
    heading: 'Вхід у Switchboard',
    email: 'Ел. пошта',
    password: 'Пароль',
    submit: 'Увійти',
    busy: 'Входимо…',
    unreachable: 'Сервер недоступний. Пробуємо знову…',
  },

  rail: {
    label: 'Розділи',
    chats: 'Чати',
    channels: 'Канали',
    reports: 'Звіти',
    me: 'Я',
    unread: (n) =>
      count(
        n,
        'чат із новими повідомленнями',
        'чати з новими повідомленнями',
        'чатів із новими повідомленнями',
      ),
  },

  me: {
    open: (name) => `Акаунт: ${name}`,
    signOut: 'Вийти',
    unsent: (n) =>
      `Ще не надіслано: ${count(n, 'відповідь', 'відповіді', 'відповідей')}. Під час виходу це пропаде.`,
    roles: { owner: 'Власник', admin: 'Адміністратор', operator: 'Оператор' },
    status: 'Статус',
    since: (time) => `з ${time}`,
    because: {
      chosen: '',
      connection_lost: 'Установлено системою: зник зв’язок.',
      idle: 'Установлено системою: деякий час нічого не відбувалося.',
      active: 'Установлено системою: ви знову за роботою.',
      deactivated: 'Установлено системою: акаунт вимкнено.',
    },
    involved: 'Давати мені нові чати',
    involvedHint: 'Доки ви в мережі й не досягли ліміту.',
    load: (open, max) => `${openChats(open)}, ліміт ${max}`,
  },

  status: {
    online: 'У мережі',
    busy: 'Зайнятий',
    break: 'Перерва',
    offline: 'Не в мережі',
  },

  statusHints: {
    online: 'Вам призначаються нові чати',
    busy: 'Без нових чатів, ваші лишаються',
    break: 'Без нових чатів, скоро повернетесь',
    offline: 'Вас немає на місці',
  },

  tabs: {
    label: 'Чиї чати показати',
    all: 'Усі',
    unread: 'Нові',
    my: 'Мої',
    others: 'Інші',
    more: (n) => `${n}+`,
    find: 'Знайти оператора',
    nobody: 'З таким іменем нікого немає',
    alone: 'Колег тут поки немає',
    open: (n) => `відкрито: ${n}`,
    viewing: (name) => `Ви дивитеся чати оператора ${name}`,
    leave: 'Назад до всіх чатів',
  },

  list: {
    label: 'Чати',
    width: 'Ширина списку',
    open: 'Відкриті',
    closed: 'Закриті',
    which: 'Які чати показати',
    you: 'Ви',
    operator: 'Оператор',
    draft: 'Чернетка',
    unread: (n) => newMessages(n),
    emptyOpen: 'Відкритих чатів немає',
    emptyOpenHint: 'Коли клієнт напише в один із ваших каналів, чат з’явиться тут сам.',
    emptyUnread: 'Нових немає',
    emptyUnreadHint: 'Тут з’являються чати з повідомленнями, яких ще ніхто не бачив.',
    emptyMy: 'У вас немає чатів',
    emptyMyHint: 'Тут з’являються чати, які вам призначили або які ви взяли.',
    emptyOperator: (name) => `У оператора ${name} тут немає чатів`,
    emptyOperatorHint: 'Можливо, чати є в іншому списку.',
    snoozed: (time) => `Відкладено до ${time}`,
    emptyClosed: 'Закритих чатів немає',
    emptyClosedHint: 'Закриті чати зберігаються тут з усією історією.',
    addChannel: 'Додати канал',
    loading: 'Завантажуємо чати…',
    noConnection: 'Чати не вдається завантажити. Пробуємо знову…',
  },

  chat: {
    none: 'Чат не відкрито',
    noneHint: 'Виберіть чат ліворуч.',
    unknown: 'Такого чату немає',
    unknownHint: 'Можливо, у посиланні помилка або контакт стерто.',
    typing: 'друкує…',
    typingHere: (names) => `Тут пишуть: ${names}…`,
    back: 'Назад до списку',
    close: 'Закрити чат',
    reopen: 'Відкрити знову',
    closed: 'Закрито',
    closedToast: (name) => `Чат закрито: ${name}`,
    undo: 'Скасувати',
    dismiss: 'Сховати',
    take: 'Взяти',
    you: 'Ви',
    waiting: 'У черзі',
    heldByYou: 'Чат у вас',
    heldBy: (name) => `Чат у оператора ${name}`,
    nobody: 'Чат ні в кого; він чекає в черзі',
    addresses: 'Звідки пише контакт',
    active: (label) => `${label}, відповіді йдуть сюди`,
    loading: 'Завантажуємо повідомлення…',
    log: (name) => `Листування: ${name}`,
    start: 'Початок чату',
    newMessages: (n) => newMessages(n),
    toLatest: (n) => (n > 0 ? `До останніх, ${newMessages(n)}` : 'До останніх'),
    today: 'Сьогодні',
    yesterday: 'Учора',
  },

  settings: {
    heading: 'Налаштування',
    operators: 'Оператори',
    invited: 'Запрошено',
    until: (time) => `діє до ${time}`,
    revoke: 'Відкликати',
    inviteEmail: 'Запросити за ел. поштою',
    role: 'Роль',
    invite: 'Запросити',
    linkOnce: 'Надішліть це посилання запрошеному. Воно діє один раз, і більше його не буде показано.',
    copy: 'Копіювати',
    copied: 'Скопійовано',
    reasons: 'Причини закриття',
    reasonsHint: 'По одній у рядку. Без причин чати закриваються одразу.',
    required: 'Причину треба вибирати обов’язково',
    save: 'Зберегти',
    saved: 'Збережено',
  },

  join: {
    heading: 'Ласкаво просимо до команди',
    name: 'Ваше ім’я — так вас бачитимуть колеги',
    password: 'Придумайте пароль',
    passwordHint: 'Від 12 до 128 знаків.',
    submit: 'Приєднатися',
    busy: 'Приєднуємося…',
  },

  close: {
    heading: 'Чому закриваєте?',
    none: 'Без причини',
  },

  forward: {
    button: 'Передати',
    heading: 'Передати чат…',
    find: 'Знайти оператора',
    queue: 'Повернути в чергу',
    queueHint: 'Він стане перед новими чатами',
    state: (status, open) => `${status} · відкрито: ${open}`,
    offline: 'Не в мережі',
    offlineWarning: (name) => `${name} не в мережі й може не скоро побачити цей чат.`,
    comment: 'Коментар',
    commentHint: 'Контакт його не бачить',
    submit: 'Передати',
    cancel: 'Скасувати',
    done: (name) => `Передано: ${name}`,
    doneQueue: 'Знову в черзі',
    heldNow: (name, time) => `Чат у оператора ${name} з ${time}.`,
    queuedNow: (time) => `Чат чекає в черзі з ${time}.`,
  },

  snooze: {
    button: 'Відкласти',
    until: (time) => `До ${time}`,
    heading: 'Відкласти до…',
    hint: 'Чат повернеться в цей час або коли контакт напише.',
    hour: 'На годину',
    evening: 'До вечора',
    tomorrow: 'До завтрашнього ранку',
    monday: 'До ранку понеділка',
    back: 'Повернути зараз',
  },

  why: whyWords,

  lines: {
    united: (by, name) => `Контакт об’єднано з «${name}» (${by})`,
    separated: (by, name) => `Контакт знову відокремлено від «${name}» (${by})`,
    you: 'ви',
    somebody: 'хтось',
    closed: (who, reason) => `Чат закрито (${who})${reason === undefined ? '' : `: ${reason}`}`,
    reopened: (who) => `Чат відкрито знову (${who})`,
    assigned: {
      distributed: (who) => `Призначено оператора: ${who}`,
      taken: (who) => `Чат узято в роботу: ${who}`,
      forwarded: (who) => `Чат передано оператору: ${who}`,
      returned: (who) => `Чат повернувся до оператора: ${who}`,
    },
    forwarded: (who, to) => `Чат передано: від кого — ${who}, кому — ${to}`,
    taken: (who, from) =>
      `Чат узято в роботу: ${who}${from === undefined ? '' : ` (був у оператора: ${from})`}`,
    queued: (who) => `Чат повернено в чергу (${who})`,
    released: (from) => `Чат знову в черзі (був у оператора: ${from})`,
    snoozed: (who, time) => `Чат відкладено до ${time} (${who})`,
    unsnoozed: (who) => `Чат більше не відкладено (${who})`,
    woken: 'Час, на який чат відклали, минув',
  },

  comment: {
    hidden: 'Коментар, контакт не бачить',
    by: (name) => `Коментар: ${name}`,
    label: 'Ваш коментар',
    placeholder: 'Напишіть колегам; @Ім’я покличе колегу…',
    submit: 'Додати',
    mention: 'Згадати колегу',
    tooLong: (n, max) => `Зайвих знаків: ${n}; у коментарі їх не більше ${max}.`,
  },

  message: messageWords,
  revise: reviseWords,
  attach: attachWords,
  content: contentWords,
  file: fileWords,

  composer: {
    mode: 'Що написати',
    answer: 'Відповідь',
    comment: 'Коментар',
    label: 'Ваша відповідь',
    placeholder: 'Напишіть повідомлення…',
    send: 'Надіслати',
    via: 'Надсилання через',
    left: (n) => `Залишилося знаків: ${n}`,
    tooLong: (n, max) => `Зайвих знаків: ${n}; месенджер приймає не більше ${max}.`,
    reopens: 'Відповідь знову відкриє цей чат.',
  },
  connection: {
    broken: (seconds) =>
      seconds === null
        ? 'Немає зв’язку — підключаємося…'
        : `Немає зв’язку — підключимося через ${seconds} с.`,
    kept: 'Написані повідомлення зберігаються й будуть надіслані.',
    tryNow: 'Повторити зараз',
    restored: 'Зв’язок відновлено',
  },

  channels: {
    heading: 'Канали',
    close: 'Закрити',
    none: 'Ще не підключено жодного каналу.',
    add: 'Додати канал',
    messenger: 'Месенджер',
    token: 'Токен доступу',
    tokenHint:
      'Месенджер видає його, коли ви створюєте бота або спільноту. Більше його ніде не буде показано.',
    submit: 'Додати',
    busy: 'Додаємо…',
    connecting: 'Підключається…',
    active: 'Працює',
    needsAttention: 'Потребує уваги',
    nameless: 'Поки що без імені',
    renew: 'Замінити токен',
    newToken: 'Новий токен того самого бота або спільноти',
    replace: 'Замінити',
    ...channelWords,
  },

  refusals: {
    ...accountRefusals,
    ...adminRefusals,
    ...funnelRefusals,
    ...programRefusals,
    ...periodRefusals,
    no_such_route: 'Сторінка просить те, чого сервер не має. Перезавантажте її.',
    no_such_chat: 'Такого чату немає.',
    no_such_message: 'Такого повідомлення немає.',
    no_such_identity: 'У контакту більше немає такої адреси.',
    no_such_operator: 'Цього оператора тут більше немає.',
    no_such_reason: 'Цю причину закриття вже видалили. Виберіть іншу.',
    reason_missing: 'Виберіть причину закриття.',
    not_open: 'Чат уже закрито.',
    held_by_other: 'Чат уже в іншого оператора.',
    no_such_invitation: 'Запрошення використано, відкликано або йому понад три дні. Попросіть нове.',
    stale_version: 'Це вже хтось змінив. Подивіться ще раз.',
    email_taken: 'Оператор із такою ел. поштою вже є.',
    last_owner: 'Потрібен принаймні один власник.',
    no_such_contact: 'Такого контакту немає.',
    no_such_note: 'Такої нотатки немає.',
    no_such_saved_reply: 'Цю готову відповідь уже видалили.',
    same_contact: 'Це один і той самий контакт.',
    united_meanwhile: 'Цей контакт уже об’єднали з іншим.',
    no_such_unite: 'Скасовувати нічого.',
    undo_later_first: 'Спершу скасуйте те, що об’єднали пізніше.',
    bad_email: 'Це не адреса ел. пошти.',
    bad_phone: 'Це не номер телефону.',
    phone_without_country: 'Вкажіть номер із кодом країни, наприклад +380…',
    bad_value: 'Таке значення не підходить.',
    field_too_long: 'Задовго.',
    too_many: 'Їх уже забагато.',
    ...messengerRefusals,
    not_allowed: 'Ваша роль цього не дозволяє.',
    foreign_origin: 'Сервер не впізнав цю сторінку. Перезавантажте її.',
    intent_reused: 'Сервер уже знає інше повідомлення з цим номером. Напишіть його заново.',
    newer_message: 'У чаті є новіше повідомлення; спершу подивіться його.',
    too_large: 'Завеликий обсяг.',
    several_contacts: 'Під це підходить кілька контактів; неясно, який мається на увазі.',
    no_such_export: 'Вивантаження застаріло. Почніть його заново.',
    search_off: 'Пошук у повідомленнях тут вимкнено.',
    too_busy: 'Це зараз змінює забагато людей.',
    no_such_person: 'Такої людини немає.',
    waited_too_long: 'Повідомлення довго чекало на зв’язок; розмова могла піти вперед.',
  },
  unknownRefusal: (message, reference) => (reference ? `${message} (${reference})` : message),
  unreachable: 'Сервер недоступний. Спробуйте ще раз.',

  ...contactWords,
  ...savedWords,
  pushed: pushedWords,
  ...funnelWords,
  ...pageWords,
  ...filterWords,
  ...programWords,
  ...costWords,
  ...draftWords,
  ...lookingWords,
  ...reportWords,
  ...rowWords,
  ...shareWords,
  ...talkWords,
  ...teamWords,
  ...myWords,
  ...keyWords,
  ...adminWords,
  auditActions,
  waiting: waitingWords,
  ...mediaWords,
  pretend: pretendWords,
};
