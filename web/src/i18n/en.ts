// Every word the client says, in English: other languages are folders of the same shape, or the build fails.
import type { Handover, Status, StatusReason } from '../proto';
import { accountRefusals } from './en-accounts';
import { adminWords, adminRefusals } from './en-admin';
import { auditActions } from './en-audit';
import { channelWords } from './en-channels';
import { contactWords } from './en-contacts';
import { filterWords } from './en-filter';
import { funnelRefusals, funnelWords } from './en-funnel';
import { costWords } from './en-costs';
import { draftWords } from './en-drafts';
import { keyWords } from './en-keys';
import { lookingWords } from './en-looking';
import { myWords } from './en-me';
import { mediaWords } from './en-media';
import { attachWords, contentWords, fileWords, messageWords, reviseWords } from './en-message';
import { messengerRefusals } from './en-messengers';
import { pageWords } from './en-page';
import { periodRefusals } from './en-periods';
import { pretendWords } from './en-pretend';
import { pushedWords } from './en-pushed';
import { programRefusals, programWords } from './en-programs';
import { reportWords } from './en-reports';
import { rowWords } from './en-row';
import { savedWords } from './en-saved';
import { shareWords } from './en-share';
import { talkWords } from './en-talk';
import { teamWords } from './en-team';
import { waitingWords } from './en-waiting';
import { whyWords } from './en-why';

const plural = new Intl.PluralRules('en');

const count = (n: number, one: string, other: string) => `${n} ${plural.select(n) === 'one' ? one : other}`;

export const en = {
  locale: 'en',
  product: 'Switchboard',
  language: 'Language',
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
    reports: 'Reports',
    me: 'Me',
    unread: (n: number) => count(n, 'chat with unread messages', 'chats with unread messages'),
  },

  me: {
    open: (name: string) => `Account of ${name}`,
    signOut: 'Sign out',
    unsent: (n: number) => `${count(n, 'answer is', 'answers are')} not sent yet and would be lost.`,
    roles: { owner: 'Owner', admin: 'Admin', operator: 'Operator' },
    status: 'Status',
    since: (time: string) => `since ${time}`,
    because: {
      chosen: '',
      connection_lost: 'Set by the desk: the connection was lost.',
      idle: 'Set by the desk: nothing was done for a while.',
      active: 'Set by the desk: you are doing something again.',
      deactivated: 'Set by the desk: this account is switched off.',
    } satisfies Record<StatusReason, string>,
    involved: 'Give me new chats',
    involvedHint: 'While you are Online and below your limit.',
    load: (open: number, max: number) => `${count(open, 'open chat', 'open chats')}, limit ${max}`,
  },

  status: {
    online: 'Online',
    busy: 'Busy',
    break: 'Break',
    offline: 'Offline',
  } satisfies Record<Status, string>,

  statusHints: {
    online: 'New chats are given to you',
    busy: 'No new chats; yours stay with you',
    break: 'No new chats; back soon',
    offline: 'You are away from the desk',
  } satisfies Record<Status, string>,

  tabs: {
    label: 'Whose chats to show',
    all: 'All',
    unread: 'Unread',
    my: 'My',
    others: 'Others',
    more: (n: number) => `${n}+`,
    find: 'Find an operator',
    nobody: 'Nobody of this name',
    alone: 'No colleagues here yet',
    open: (n: number) => `${n} open`,
    viewing: (name: string) => `Viewing chats of ${name}`,
    leave: 'Back to all chats',
  },

  list: {
    label: 'Chats',
    width: 'Width of the list',
    open: 'Open',
    closed: 'Closed',
    which: 'Which chats to show',
    you: 'You',
    operator: 'Operator',
    draft: 'Draft',
    unread: (n: number) => count(n, 'unread message', 'unread messages'),
    emptyOpen: 'No open chats',
    emptyOpenHint: 'When a customer writes to one of your channels, the chat appears here by itself.',
    emptyUnread: 'Nothing unread',
    emptyUnreadHint: 'Chats with messages nobody has seen appear here.',
    emptyMy: 'No chats of yours',
    emptyMyHint: 'Chats that are given to you, or that you take or answer, appear here.',
    emptyOperator: (name: string) => `${name} has no chats here`,
    emptyOperatorHint: 'They may have chats in the other list.',
    snoozed: (time: string) => `Put aside until ${time}`,
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
    unknownHint: 'The link may be mistyped, or the contact was erased.',
    typing: 'typing…',
    typingHere: (names: string) => `${names} is writing here…`,
    back: 'Back to the list',
    close: 'Close chat',
    reopen: 'Reopen',
    closed: 'Closed',
    closedToast: (name: string) => `Chat with ${name} closed`,
    undo: 'Undo',
    dismiss: 'Dismiss',
    take: 'Take',
    you: 'You',
    waiting: 'In the queue',
    heldByYou: 'You have this chat',
    heldBy: (name: string) => `${name} has this chat`,
    nobody: 'Nobody has this chat; it waits in the queue',
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

  settings: {
    heading: 'Settings',
    operators: 'Operators',
    invited: 'Invited',
    until: (time: string) => `good until ${time}`,
    revoke: 'Withdraw',
    inviteEmail: 'Invite by e-mail address',
    role: 'Role',
    invite: 'Invite',
    linkOnce: 'Send this link to them. It works once and is not shown again.',
    copy: 'Copy',
    copied: 'Copied',
    reasons: 'Reasons for closing',
    reasonsHint: 'One a line. Without any, chats close at once.',
    required: 'A reason must be chosen',
    save: 'Save',
    saved: 'Saved',
  },

  join: {
    heading: 'Join the desk',
    name: 'Your name, as colleagues shall see it',
    password: 'Choose a password',
    passwordHint: '12 to 128 characters.',
    submit: 'Join',
    busy: 'Joining…',
  },

  close: {
    heading: 'Why is it closed?',
    none: 'No reason',
  },

  forward: {
    button: 'Forward',
    heading: 'Forward the chat to…',
    find: 'Find an operator',
    queue: 'Back to the queue',
    queueHint: 'It goes in front of new chats',
    state: (status: string, open: number) => `${status} · ${open} open`,
    offline: 'Offline',
    offlineWarning: (name: string) => `${name} is offline and may not see this chat for a while.`,
    comment: 'Comment',
    commentHint: 'The contact does not see it',
    submit: 'Forward',
    cancel: 'Cancel',
    done: (name: string) => `Given to ${name}`,
    doneQueue: 'Back in the queue',
    heldNow: (name: string, time: string) => `${name} has this chat since ${time}.`,
    queuedNow: (time: string) => `This chat waits in the queue since ${time}.`,
  },

  snooze: {
    button: 'Put aside',
    until: (time: string) => `Until ${time}`,
    heading: 'Put aside until…',
    hint: 'It comes up again then, or when the contact writes.',
    hour: 'In an hour',
    evening: 'This evening',
    tomorrow: 'Tomorrow morning',
    monday: 'Monday morning',
    back: 'Take it back now',
  },

  why: whyWords,

  lines: {
    united: (by: string, name: string) => `${by} united this contact with ${name}`,
    separated: (by: string, name: string) => `${by} separated ${name} from this contact again`,
    you: 'you',
    somebody: 'somebody',
    closed: (who: string, reason?: string) => `Closed by ${who}${reason === undefined ? '' : `: ${reason}`}`,
    reopened: (who: string) => `Opened again by ${who}`,
    assigned: {
      distributed: (who: string) => `Given to ${who}`,
      taken: (who: string) => `Taken by ${who}`,
      forwarded: (who: string) => `Forwarded to ${who}`,
      returned: (who: string) => `Came back to ${who}`,
    } satisfies Record<Handover, (who: string) => string>,
    forwarded: (who: string, to: string) => `Forwarded by ${who} to ${to}`,
    taken: (who: string, from?: string) => `Taken by ${who}${from === undefined ? '' : ` from ${from}`}`,
    queued: (who: string) => `Put back into the queue by ${who}`,
    released: (from: string) => `Taken from ${from}, back in the queue`,
    snoozed: (who: string, time: string) => `Put aside by ${who} until ${time}`,
    unsnoozed: (who: string) => `Taken back by ${who}`,
    woken: 'The time it was put aside for is over',
  },

  waiting: waitingWords,

  comment: {
    hidden: 'Comment — the contact does not see it',
    by: (name: string) => `Comment by ${name}`,
    label: 'Your comment',
    placeholder: 'Write to colleagues; @Name calls somebody…',
    submit: 'Comment',
    mention: 'Mention a colleague',
    tooLong: (n: number, max: number) =>
      `${count(n, 'character', 'characters')} too many; a comment takes ${max}.`,
  },

  message: messageWords,
  revise: reviseWords,
  attach: attachWords,
  content: contentWords,
  file: fileWords,

  composer: {
    mode: 'What to write',
    answer: 'Answer',
    comment: 'Comment',
    label: 'Your answer',
    placeholder: 'Write a message…',
    send: 'Send',
    via: 'Sending via',
    left: (n: number) => count(n, 'character left', 'characters left'),
    tooLong: (n: number, max: number) =>
      `${count(n, 'character', 'characters')} too many; this messenger takes ${max}.`,
    reopens: 'An answer opens this chat again.',
  },
  connection: {
    broken: (seconds: number | null) =>
      seconds === null ? 'No connection — reconnecting…' : `No connection — reconnecting in ${seconds} s.`,
    kept: 'Messages you write are kept and will be sent.',
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
    renew: 'Replace the token',
    newToken: 'New token of the same bot or community',
    replace: 'Replace',
    ...channelWords,
  },

  /** Words for the codes of refusals. `bad_request` has none: what is wrong stands in the server's own words. */
  refusals: {
    ...accountRefusals,
    ...adminRefusals,
    ...funnelRefusals,
    ...programRefusals,
    ...periodRefusals,
    no_such_route: 'This page asks for something the server does not have. Reload it.',
    no_such_chat: 'There is no such chat.',
    no_such_message: 'There is no such message.',
    no_such_identity: 'This contact has no such address any more.',
    no_such_operator: 'This operator is not here any more.',
    no_such_reason: 'This closing reason was removed meanwhile. Choose another one.',
    reason_missing: 'Please choose a reason for closing.',
    not_open: 'The chat is closed by now.',
    held_by_other: 'Somebody else has this chat by now.',
    no_such_invitation: 'This invitation is used, withdrawn or older than three days. Ask for a new one.',
    stale_version: 'Somebody else changed this meanwhile. Look at it again.',
    email_taken: 'Somebody with this e-mail is here already.',
    last_owner: 'The desk needs at least one owner.',
    no_such_contact: 'There is no such contact.',
    no_such_note: 'There is no such note.',
    no_such_saved_reply: 'This saved reply was removed meanwhile.',
    same_contact: 'This is the same contact.',
    united_meanwhile: 'This contact was united with another one meanwhile.',
    no_such_unite: 'There is nothing to undo.',
    undo_later_first: 'Undo what was united later first.',
    bad_email: 'This is not an e-mail address.',
    bad_phone: 'This is not a phone number.',
    phone_without_country: 'Write the phone number with its country, like +380…',
    bad_value: 'This value does not fit.',
    field_too_long: 'This is too long.',
    too_many: 'There are too many of these already.',
    ...messengerRefusals,
    not_allowed: 'Your role does not allow this.',
    foreign_origin: 'The server did not recognise this page. Reload it.',
    intent_reused: 'The server already knows another message by this id. Write it anew.',
    newer_message: 'There is a newer message in this chat; look at it first.',
    too_large: 'This is too large.',
    several_contacts: 'Several contacts are known by this; nobody can say which is meant.',
    no_such_export: 'This export is too old. Begin it again.',
    search_off: 'Searching in messages is switched off for this workspace.',
    too_busy: 'Too many people are changing this at once.',
    no_such_person: 'There is no such person.',
    waited_too_long: 'It waited long for a connection; the talk may have moved on.',
  },
  unknownRefusal: (message: string, reference: string) => (reference ? `${message} (${reference})` : message),
  unreachable: 'The server cannot be reached. Try again.',

  ...contactWords,
  ...savedWords(count),
  pushed: pushedWords,
  ...funnelWords(count),
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
  ...mediaWords,
  pretend: pretendWords,
};

export type Messages = typeof en;
