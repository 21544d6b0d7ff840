// Every word the client says, in Russian.
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

const newMessages = (n: number) => count(n, 'новое сообщение', 'новых сообщения', 'новых сообщений');

const openChats = (n: number) => count(n, 'открытый чат', 'открытых чата', 'открытых чатов');

export const ru: Messages = {
  locale: 'ru',
  product: 'Switchboard',
  language: 'Язык',
  title: (unread) => (unread > 0 ? `(${unread}) Switchboard` : 'Switchboard'),

  signIn: {
    heading: 'Вход в Switchboard',
    email: 'Эл. почта',
    password: 'Пароль',
    submit: 'Войти',
    busy: 'Входим…',
    unreachable: 'Сервер недоступен. Пробуем снова…',
  },

  rail: {
    label: 'Разделы',
    chats: 'Чаты',
    channels: 'Каналы',
    reports: 'Отчёты',
    me: 'Я',
    unread: (n) =>
      count(n, 'чат с новыми сообщениями', 'чата с новыми сообщениями', 'чатов с новыми сообщениями'),
  },

  me: {
    open: (name) => `Аккаунт: ${name}`,
    signOut: 'Выйти',
    unsent: (n) =>
      `Ещё не ${n === 1 ? 'отправлен' : 'отправлено'}: ${count(n, 'ответ', 'ответа', 'ответов')}. При выходе пропадёт.`,
    roles: { owner: 'Владелец', admin: 'Администратор', operator: 'Оператор' },
    status: 'Статус',
    since: (time) => `с ${time}`,
    because: {
      chosen: '',
      connection_lost: 'Поставлен системой: пропала связь.',
      idle: 'Поставлен системой: некоторое время ничего не происходило.',
      active: 'Поставлен системой: вы снова за работой.',
      deactivated: 'Поставлен системой: аккаунт отключён.',
    },
    involved: 'Давать мне новые чаты',
    involvedHint: 'Пока вы в сети и не достигли лимита.',
    load: (open, max) => `${openChats(open)}, лимит ${max}`,
  },

  status: {
    online: 'В сети',
    busy: 'Занят',
    break: 'Перерыв',
    offline: 'Не в сети',
  },

  statusHints: {
    online: 'Вам назначаются новые чаты',
    busy: 'Без новых чатов, ваши остаются',
    break: 'Без новых чатов, скоро вернётесь',
    offline: 'Вас нет на месте',
  },

  tabs: {
    label: 'Чьи чаты показать',
    all: 'Все',
    unread: 'Новые',
    my: 'Мои',
    others: 'Другие',
    more: (n) => `${n}+`,
    find: 'Найти оператора',
    nobody: 'С таким именем никого нет',
    alone: 'Коллег здесь пока нет',
    open: (n) => `открыто: ${n}`,
    viewing: (name) => `Вы смотрите чаты оператора ${name}`,
    leave: 'Назад ко всем чатам',
  },

  list: {
    label: 'Чаты',
    width: 'Ширина списка',
    open: 'Открытые',
    closed: 'Закрытые',
    which: 'Какие чаты показать',
    you: 'Вы',
    operator: 'Оператор',
    draft: 'Черновик',
    unread: (n) => newMessages(n),
    emptyOpen: 'Открытых чатов нет',
    emptyOpenHint: 'Когда клиент напишет в один из ваших каналов, чат появится здесь сам.',
    emptyUnread: 'Новых нет',
    emptyUnreadHint: 'Здесь появляются чаты с сообщениями, которых ещё никто не видел.',
    emptyMy: 'У вас нет чатов',
    emptyMyHint: 'Здесь появляются чаты, которые вам назначили или которые вы взяли.',
    emptyOperator: (name) => `У оператора ${name} здесь нет чатов`,
    emptyOperatorHint: 'Возможно, чаты есть в другом списке.',
    snoozed: (time) => `Отложен до ${time}`,
    emptyClosed: 'Закрытых чатов нет',
    emptyClosedHint: 'Закрытые чаты хранятся здесь со всей историей.',
    addChannel: 'Добавить канал',
    loading: 'Загружаем чаты…',
    noConnection: 'Чаты не удаётся загрузить. Пробуем снова…',
  },

  chat: {
    none: 'Чат не открыт',
    noneHint: 'Выберите чат слева.',
    unknown: 'Такого чата нет',
    unknownHint: 'Возможно, в ссылке ошибка или контакт стёрт.',
    typing: 'печатает…',
    typingHere: (names) => `Здесь пишут: ${names}…`,
    back: 'Назад к списку',
    close: 'Закрыть чат',
    reopen: 'Открыть снова',
    closed: 'Закрыт',
    closedToast: (name) => `Чат закрыт: ${name}`,
    undo: 'Отменить',
    dismiss: 'Скрыть',
    take: 'Взять',
    you: 'Вы',
    waiting: 'В очереди',
    heldByYou: 'Чат у вас',
    heldBy: (name) => `Чат у оператора ${name}`,
    nobody: 'Чат ни у кого; он ждёт в очереди',
    addresses: 'Откуда пишет контакт',
    active: (label) => `${label}, ответы уходят сюда`,
    loading: 'Загружаем сообщения…',
    log: (name) => `Переписка: ${name}`,
    start: 'Начало чата',
    newMessages: (n) => newMessages(n),
    toLatest: (n) => (n > 0 ? `К последним, ${newMessages(n)}` : 'К последним'),
    today: 'Сегодня',
    yesterday: 'Вчера',
  },

  settings: {
    heading: 'Настройки',
    operators: 'Операторы',
    invited: 'Приглашены',
    until: (time) => `действует до ${time}`,
    revoke: 'Отозвать',
    inviteEmail: 'Пригласить по эл. почте',
    role: 'Роль',
    invite: 'Пригласить',
    linkOnce: 'Отправьте эту ссылку приглашённому. Она действует один раз и больше не покажется.',
    copy: 'Копировать',
    copied: 'Скопировано',
    reasons: 'Причины закрытия',
    reasonsHint: 'По одной на строке. Без причин чаты закрываются сразу.',
    required: 'Причину нужно выбирать обязательно',
    save: 'Сохранить',
    saved: 'Сохранено',
  },

  join: {
    heading: 'Добро пожаловать в команду',
    name: 'Ваше имя — так вас увидят коллеги',
    password: 'Придумайте пароль',
    passwordHint: 'От 12 до 128 знаков.',
    submit: 'Присоединиться',
    busy: 'Присоединяемся…',
  },

  close: {
    heading: 'Почему закрываете?',
    none: 'Без причины',
  },

  forward: {
    button: 'Передать',
    heading: 'Передать чат…',
    find: 'Найти оператора',
    queue: 'Вернуть в очередь',
    queueHint: 'Он встанет перед новыми чатами',
    state: (status, open) => `${status} · открыто: ${open}`,
    offline: 'Не в сети',
    offlineWarning: (name) => `${name} не в сети и может не скоро увидеть этот чат.`,
    comment: 'Комментарий',
    commentHint: 'Контакт его не видит',
    submit: 'Передать',
    cancel: 'Отмена',
    done: (name) => `Передано: ${name}`,
    doneQueue: 'Снова в очереди',
    heldNow: (name, time) => `Чат у оператора ${name} с ${time}.`,
    queuedNow: (time) => `Чат ждёт в очереди с ${time}.`,
  },

  snooze: {
    button: 'Отложить',
    until: (time) => `До ${time}`,
    heading: 'Отложить до…',
    hint: 'Чат вернётся в это время или когда контакт напишет.',
    hour: 'На час',
    evening: 'До вечера',
    tomorrow: 'До завтрашнего утра',
    monday: 'До утра понедельника',
    back: 'Вернуть сейчас',
  },

  why: whyWords,

  lines: {
    united: (by, name) => `Контакт объединён с «${name}» (${by})`,
    separated: (by, name) => `Контакт снова отделён от «${name}» (${by})`,
    you: 'вы',
    somebody: 'кто-то',
    closed: (who, reason) => `Чат закрыт (${who})${reason === undefined ? '' : `: ${reason}`}`,
    reopened: (who) => `Чат открыт снова (${who})`,
    assigned: {
      distributed: (who) => `Назначен оператор: ${who}`,
      taken: (who) => `Чат взят в работу: ${who}`,
      forwarded: (who) => `Чат передан оператору: ${who}`,
      returned: (who) => `Чат вернулся к оператору: ${who}`,
    },
    forwarded: (who, to) => `Чат передан: от кого — ${who}, кому — ${to}`,
    taken: (who, from) =>
      `Чат взят в работу: ${who}${from === undefined ? '' : ` (был у оператора: ${from})`}`,
    queued: (who) => `Чат возвращён в очередь (${who})`,
    released: (from) => `Чат снова в очереди (был у оператора: ${from})`,
    snoozed: (who, time) => `Чат отложен до ${time} (${who})`,
    unsnoozed: (who) => `Чат больше не отложен (${who})`,
    woken: 'Время, на которое чат отложили, вышло',
  },

  comment: {
    hidden: 'Комментарий, контакт не видит',
    by: (name) => `Комментарий: ${name}`,
    label: 'Ваш комментарий',
    placeholder: 'Напишите коллегам; @Имя позовёт коллегу…',
    submit: 'Добавить',
    mention: 'Упомянуть коллегу',
    tooLong: (n, max) => `Лишних знаков: ${n}; в комментарии их не больше ${max}.`,
  },

  message: messageWords,
  revise: reviseWords,
  attach: attachWords,
  content: contentWords,
  file: fileWords,

  composer: {
    mode: 'Что написать',
    answer: 'Ответ',
    comment: 'Комментарий',
    label: 'Ваш ответ',
    placeholder: 'Напишите сообщение…',
    send: 'Отправить',
    via: 'Отправка через',
    left: (n) => `Осталось знаков: ${n}`,
    tooLong: (n, max) => `Лишних знаков: ${n}; мессенджер принимает не больше ${max}.`,
    reopens: 'Ответ снова откроет этот чат.',
  },
  connection: {
    broken: (seconds) =>
      seconds === null ? 'Нет связи — подключаемся…' : `Нет связи — подключимся через ${seconds} с.`,
    kept: 'Написанные сообщения сохраняются и будут отправлены.',
    tryNow: 'Повторить сейчас',
    restored: 'Связь восстановлена',
  },

  channels: {
    heading: 'Каналы',
    close: 'Закрыть',
    none: 'Пока не подключён ни один канал.',
    add: 'Добавить канал',
    messenger: 'Мессенджер',
    token: 'Токен доступа',
    tokenHint: 'Мессенджер выдаёт его, когда вы создаёте бота или сообщество. Больше он нигде не покажется.',
    submit: 'Добавить',
    busy: 'Добавляем…',
    connecting: 'Подключается…',
    active: 'Работает',
    needsAttention: 'Требует внимания',
    nameless: 'Пока без имени',
    renew: 'Заменить токен',
    newToken: 'Новый токен того же бота или сообщества',
    replace: 'Заменить',
    ...channelWords,
  },

  refusals: {
    ...accountRefusals,
    ...adminRefusals,
    ...funnelRefusals,
    ...programRefusals,
    ...periodRefusals,
    no_such_route: 'Страница просит то, чего у сервера нет. Перезагрузите её.',
    no_such_chat: 'Такого чата нет.',
    no_such_message: 'Такого сообщения нет.',
    no_such_identity: 'У контакта больше нет такого адреса.',
    no_such_operator: 'Этого оператора здесь больше нет.',
    no_such_reason: 'Эту причину закрытия уже удалили. Выберите другую.',
    reason_missing: 'Выберите причину закрытия.',
    not_open: 'Чат уже закрыт.',
    held_by_other: 'Чат уже у другого оператора.',
    no_such_invitation: 'Приглашение использовано, отозвано или старше трёх дней. Попросите новое.',
    stale_version: 'Это уже кто-то изменил. Посмотрите ещё раз.',
    email_taken: 'Оператор с такой эл. почтой уже есть.',
    last_owner: 'Нужен хотя бы один владелец.',
    no_such_contact: 'Такого контакта нет.',
    no_such_note: 'Такой заметки нет.',
    no_such_saved_reply: 'Этот готовый ответ уже удалили.',
    same_contact: 'Это один и тот же контакт.',
    united_meanwhile: 'Этот контакт уже объединили с другим.',
    no_such_unite: 'Отменять нечего.',
    undo_later_first: 'Сначала отмените то, что объединили позже.',
    bad_email: 'Это не адрес эл. почты.',
    bad_phone: 'Это не номер телефона.',
    phone_without_country: 'Укажите номер с кодом страны, например +380…',
    bad_value: 'Такое значение не подходит.',
    field_too_long: 'Слишком длинно.',
    too_many: 'Их уже слишком много.',
    ...messengerRefusals,
    not_allowed: 'Ваша роль этого не позволяет.',
    foreign_origin: 'Сервер не узнал эту страницу. Перезагрузите её.',
    intent_reused: 'Сервер уже знает другое сообщение с этим номером. Напишите его заново.',
    newer_message: 'В чате есть более новое сообщение; сначала посмотрите его.',
    too_large: 'Слишком большой объём.',
    several_contacts: 'Под это подходит несколько контактов; неясно, какой имеется в виду.',
    no_such_export: 'Выгрузка устарела. Начните её заново.',
    search_off: 'Поиск по сообщениям здесь выключен.',
    too_busy: 'Это сейчас меняет слишком много людей.',
    no_such_person: 'Такого человека нет.',
    waited_too_long: 'Сообщение долго ждало связи; разговор мог уйти вперёд.',
  },
  unknownRefusal: (message, reference) => (reference ? `${message} (${reference})` : message),
  unreachable: 'Сервер недоступен. Попробуйте снова.',

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
