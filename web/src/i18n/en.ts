// Every word the client says, in English. Another language is another file of this shape.
import type { ReasonKind } from '../proto';

const plural = new Intl.PluralRules('en');

const count = (n: number, one: string, other: string) => `${n} ${plural.select(n) === 'one' ? one : other}`;

export const en = {
  locale: 'en',
  product: 'Switchboard',
  title: (unread: number) => (unread > 0 ? `(${unread}) Switchboard` : 'Switchboard'),

  signIn: {
    heading: 'Sign in to Switchboard',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
    busy: 'Signing in…',
    unreachable: 'The server cannot be reached. Trying again…',
  },

  rail: {
    label: 'Sections',
    chats: 'Chats',
    channels: 'Channels',
    me: 'Me',
    unread: (n: number) => count(n, 'chat with unread messages', 'chats with unread messages'),
  },

  me: {
    open: (name: string) => `Account of ${name}`,
    signOut: 'Sign out',
    unsent: (n: number) => `${count(n, 'answer is', 'answers are')} not sent yet and would be lost.`,
    roles: { owner: 'Owner', admin: 'Admin', operator: 'Operator' },
  },

  list: {
    label: 'Chats',
    open: 'Open',
    closed: 'Closed',
    which: 'Which chats to show',
    you: 'You',
    operator: 'Operator',
    draft: 'Draft',
    unread: (n: number) => count(n, 'unread message', 'unread messages'),
    emptyOpen: 'No open chats',
    emptyOpenHint: 'When a customer writes to one of your channels, the chat appears here by itself.',
    emptyClosed: 'No closed chats',
    emptyClosedHint: 'Chats you close are kept here with their whole history.',
    addChannel: 'Add a channel',
    loading: 'Loading chats…',
    noConnection: 'The chats cannot be loaded. Trying again…',
  },

  chat: {
    none: 'No chat is open',
    noneHint: 'Choose a chat on the left.',
    unknown: 'There is no such chat',
    unknownHint: 'The link may be mistyped.',
    back: 'Back to the list',
    close: 'Close chat',
    reopen: 'Reopen',
    closed: 'Closed',
    closedToast: (name: string) => `Chat with ${name} closed`,
    undo: 'Undo',
    dismiss: 'Dismiss',
    addresses: 'Where this contact writes from',
    active: (label: string) => `${label}, answers go here`,
    loading: 'Loading messages…',
    log: (name: string) => `Messages with ${name}`,
    start: 'The chat begins here',
    newMessages: (n: number) => count(n, 'new message', 'new messages'),
    toLatest: (n: number) =>
      n > 0 ? `To the latest, ${count(n, 'new message', 'new messages')}` : 'To the latest',
    today: 'Today',
    yesterday: 'Yesterday',
  },

  message: {
    contact: 'Contact',
    you: 'You',
    operator: 'Colleague',
    edited: 'edited',
    showEarlier: 'Show the earlier texts',
    earlierHeading: 'Earlier texts',
    earlierNow: 'Now',
    earlierFailed: 'The earlier texts cannot be loaded now.',
    unsupported: (kind: string) => `This desk cannot show this kind of message yet: ${kind}`,
    unknownKind: 'unknown',
    onItsWay: 'On its way to the messenger',
    sending: 'Sending',
    waiting: 'waiting for connection',
    accepted: 'Taken by the messenger',
    refused: 'Not delivered',
    uncertain: 'Delivery uncertain',
    uncertainWhy:
      'The messenger did not confirm it. The contact may have received it or not; it is not sent twice by itself.',
    reasons: {
      blocked: 'the contact has blocked this channel.',
      unreachable: 'the contact’s account is gone or never wrote to this channel.',
      content: 'the messenger does not take this text.',
      channel: 'the channel’s access is broken; an admin must look at it.',
      gave_up: 'the messenger could not be reached for too long.',
      other: 'the messenger refused it.',
    } satisfies Record<ReasonKind, string>,
    theirWords: (text: string, code: string) => `It said: “${text}” (${code})`,
    writeAgain: 'Put into the field',
    notSent: 'Not sent',
    retry: 'Send again',
    sendAnyway: 'Send anyway',
    discard: 'Delete',
  },

  composer: {
    label: 'Your answer',
    placeholder: 'Write a message…',
    send: 'Send',
    via: 'Sending via',
    enter: 'Enter to send',
    shiftEnter: 'Shift+Enter for a new line',
    left: (n: number) => count(n, 'character left', 'characters left'),
    tooLong: (n: number, max: number) =>
      `${count(n, 'character', 'characters')} too many; this messenger takes ${max}.`,
    reopens: 'An answer opens this chat again.',
  },

  connection: {
    broken: (seconds: number | null) =>
      seconds === null
        ? 'No connection — reconnecting…'
        : `No connection — reconnecting in ${seconds} s. Messages you write are kept and will be sent.`,
    tryNow: 'Try now',
    restored: 'Connected again',
  },

  channels: {
    heading: 'Channels',
    close: 'Close',
    none: 'No channel is connected yet.',
    add: 'Add a channel',
    messenger: 'Messenger',
    token: 'Access token',
    tokenHint: 'You get it from the messenger when you make the bot or community. It is never shown again.',
    submit: 'Add',
    busy: 'Adding…',
    connecting: 'Connecting…',
    active: 'Works',
    needsAttention: 'Needs attention',
    nameless: 'Not named yet',
    badToken: 'This is not a token a messenger gives.',
  },

  /** Words for the codes of refusals. `bad_request` has none: what is wrong stands in the server's own words. */
  refusals: {
    no_such_route: 'This page asks for something the server does not have. Reload it.',
    no_such_chat: 'There is no such chat.',
    no_such_message: 'There is no such message.',
    no_such_identity: 'This contact has no such address any more.',
    no_such_operator: 'This operator is not here any more.',
    no_such_reason: 'This closing reason was removed meanwhile. Choose another one.',
    reason_missing: 'Please choose a reason for closing.',
    not_open: 'The chat is closed by now.',
    held_by_other: 'Somebody else has this chat by now.',
    no_such_messenger: 'This messenger is not known here.',
    signed_out: 'Please sign in again.',
    wrong_credentials: 'The e-mail or the password is wrong.',
    not_allowed: 'Your role does not allow this.',
    foreign_origin: 'The server did not recognise this page. Reload it.',
    intent_reused: 'The server already knows another message by this id. Write it anew.',
    newer_message: 'There is a newer message in this chat; look at it first.',
    text_empty: 'The text is empty.',
    text_too_long: 'The text is too long for this messenger.',
    too_large: 'This is too large.',
    outbox_full: 'Too many answers of this chat still wait for the messenger.',
    too_busy: 'Too many people are changing this at once.',
    no_such_person: 'There is no such person.',
    nobody_to_write_to: 'No bot or community of this messenger is connected to the desk yet.',
    bad_text: 'The messenger does not take this text.',
    waited_too_long: 'It waited long for a connection; the talk may have moved on.',
  } as Record<string, string>,
  unknownRefusal: (message: string, reference: string) => (reference ? `${message} (${reference})` : message),
  unreachable: 'The server cannot be reached. Try again.',

  pretend: {
    title: 'Pretend customers',
    intro: 'Play your customers here and answer them at the desk.',
    people: 'People',
    messengers: 'Messengers',
    add: 'New person',
    business: 'New bot or community',
    businessHint: 'Add it at the desk, under Channels, with this token:',
    name: 'Name',
    create: 'Create',
    none: 'Nobody yet. Create a person to begin.',
    pick: 'Pick a person',
    placeholder: 'Write as this person…',
    send: 'Send',
    edit: 'Edit',
    save: 'Save',
    cancel: 'Cancel',
    edited: 'edited',
    desk: 'Desk',
    empty: 'Nothing said yet.',
    offline: 'The server does not answer. Trying again…',
    log: (name: string) => `Messages of ${name}`,
  },
};

export type Messages = typeof en;
