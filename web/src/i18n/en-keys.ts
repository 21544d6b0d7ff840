// The words about working by keyboard, and about what is chosen for this browser.
import type { Act } from '../model/acts';
import type { Theme } from '../model/display';
import type { Kind } from '../model/sounds';
import type { Tone } from '../net/tones';

const plural = new Intl.PluralRules('en');

const count = (n: number, one: string, other: string) => `${n} ${plural.select(n) === 'one' ? one : other}`;

export const keyWords = {
  palette: {
    label: 'Commands',
    placeholder: 'Type a command or a name',
    groups: { chat: 'This chat', go: 'Go to', me: 'Me and the desk' },
    contacts: 'Contacts',
    nothing: 'Nothing of this name',
    found: (n: number) => (n === 0 ? 'Nothing found' : `${count(n, 'entry', 'entries')} to choose from`),
    toOpen: 'Show open chats',
    toClosed: 'Show closed chats',
    toAll: 'Show all open chats',
    toUnread: 'Show unread chats',
    toMy: 'Show my chats',
    saved: (name: string) => `Saved reply: ${name}`,
    toChatsOf: (name: string) => `Show chats of ${name}`,
    theme: (theme: string) => `Theme: ${theme}`,
    status: (status: string) => `Status: ${status}`,
  },

  preferences: {
    heading: 'Preferences',
    hint: 'These hold in this browser.',
  },

  display: {
    heading: 'Appearance',
    theme: 'Theme',
    themes: { system: 'As the device', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
    text: 'Text size',
    percent: (n: number) => `${n} %`,
  },

  enter: {
    heading: 'Sending',
    ask: 'Send with',
    names: (isCommand: boolean, command: string) => (isCommand ? `${command}+Enter` : 'Enter'),
    choices: (isCommand: boolean, command: string) =>
      isCommand
        ? `${command}+Enter sends, Enter makes a new line`
        : 'Enter sends, Shift+Enter makes a new line',
    hints: (isCommand: boolean, command: string): string[] =>
      isCommand
        ? [`${command}+Enter to send`, 'Enter for a new line', `${command}+K for commands`]
        : ['Enter to send', 'Shift+Enter for a new line', `${command}+K for commands`],
  },

  sounds: {
    heading: 'Sounds',
    kinds: {
      message: 'A new message in a chat of mine',
      given: 'A chat that is given to me',
      mention: 'A mention by a colleague',
    } satisfies Record<Kind, string>,
    none: 'No sound',
    tones: {
      drop: 'Drop',
      chime: 'Chime',
      bell: 'Bell',
      knock: 'Knock',
      spark: 'Spark',
    } satisfies Record<Tone, string>,
    play: 'Play it',
    test: (what: string) => `Play the sound for: ${what}`,
    volume: 'Volume',
    percent: (n: number) => `${n} percent`,
    always: 'Also while the desk is in front',
    alwaysHint: 'Else only while you look at something else.',
  },

  keys: {
    names: { shift: 'Shift', ctrl: 'Ctrl', command: '⌘', escape: 'Esc', enter: 'Enter', up: '↑' },
    /** A tooltip with the key behind it. */
    tip: (what: string, key: string) => `${what} (${key})`,
    heading: 'Keys',
    acts: {
      next: 'Next chat',
      previous: 'Previous chat',
      unread: 'Next unread chat',
      reply: 'Write an answer',
      comment: 'Write a comment',
      close: 'Close the chat',
      closeNext: 'Close the chat and open the next one',
      forward: 'Forward the chat',
      unite: 'Unite with another contact',
      search: 'Search contacts and messages',
      reports: 'Show the reports',
      help: 'Show the keys',
      take: 'Take the chat',
      snooze: 'Put the chat aside',
      reopen: 'Reopen the chat',
      card: 'Show or hide the card',
    } satisfies Record<Act, string>,
    always: 'Always',
    palette: 'Commands',
    send: 'Send what is in the field',
    back: 'Leave the field, then the chat',
    editLast: 'Change the last answer, in an empty field',
    single: 'Outside of fields',
    off: 'Single keys are switched off.',
    none: 'no key',
    change: 'Change the keys',
    isOn: 'Single keys',
    isOnHint: 'Outside of fields. Esc and keys with Ctrl or ⌘ always work.',
    places: 'Keys are known by their place on the keyboard, so they work in every alphabet.',
    edit: (what: string, key: string) => `${what}: ${key}. Press to change`,
    press: 'Press a key…',
    pressHint: 'Esc leaves it as it was, Backspace takes the key away.',
    unusable: 'This key cannot be used. Letters, digits and signs can, also with Shift.',
    taken: (key: string, what: string) =>
      `${key} already does “${what}”. Choose another key, or change that first.`,
    changed: (what: string, key: string) => `${what}: ${key}`,
    reset: 'Back to the usual keys',
    noneUnread: 'Nothing more to read here',
    notEditable: 'The last answer cannot be changed any more.',
  },
};
