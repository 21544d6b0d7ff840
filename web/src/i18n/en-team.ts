// The words about many chats at once, operators' accounts and the log of changes.

const plural = new Intl.PluralRules('en');

const count = (n: number, one: string, other: string) => `${n} ${plural.select(n) === 'one' ? one : other}`;

export const teamWords = {
  bulk: {
    begin: 'Select several chats',
    end: 'End selecting',
    label: 'Selected chats',
    picked: (n: number) => `${n} selected`,
    pick: (name: string) => `Select ${name}`,
    none: 'Nothing is selected yet',
    tooMany: (max: number) => `At most ${max} at once`,
    close: 'Close',
    forward: 'Forward',
    forwardTo: 'Forward them to…',
    tag: 'Tag',
    tagName: 'Tag to put on',
    read: 'Mark as read',
    apply: 'Put on',
    done: (n: number) => `Done for ${count(n, 'chat', 'chats')}`,
    refused: (n: number) => `Not done for ${count(n, 'chat', 'chats')}`,
  },

  operators: {
    off: 'Switched off',
    edit: (name: string) => `Change ${name}`,
    limit: 'Open chats at most',
    save: 'Save',
    saved: 'Saved',
    cancel: 'Cancel',
    deactivate: 'Switch off',
    deactivateHint: 'They are signed out, go Offline, and their open chats go back to the queue.',
    deactivateSure: (name: string) => `Switch off ${name}?`,
    activate: 'Switch on again',
    reset: 'Link for a new password',
    resetOnce: 'Give this link to them. It works once and is not shown again.',
    audit: 'Log of changes',
  },

  reset: {
    heading: 'Choose a new password',
    password: 'New password',
    submit: 'Save the password',
    busy: 'Saving…',
    done: 'The password is changed. Sign in with it.',
    toSignIn: 'To the sign-in',
  },

  account: {
    open: 'Account and security',
    heading: 'Account and security',
    sessions: 'Where you are signed in',
    sessionsFailed: 'The sessions cannot be loaded now.',
    current: 'This browser',
    seen: (time: string) => `last used ${time}`,
    end: 'Sign out there',
    endOf: (browser: string) => `Sign out there: ${browser}`,
    unknownBrowser: 'Unknown browser',
    password: 'Change the password',
    old: 'Password so far',
    new: 'New password',
    save: 'Change the password',
    changed: 'The password is changed; other browsers are signed out.',
  },

  proof: {
    heading: 'Is it still you?',
    why: 'This needs your password once more. Then it goes on by itself.',
    submit: 'Go on',
  },

  audit: {
    heading: 'Log of changes',
    who: 'By whom',
    everybody: 'Everybody',
    what: 'Of what',
    kinds: {
      '': 'Everything',
      'chat/': 'Chats',
      'contact/': 'Contacts',
      'operator/': 'Operators',
      'channel/': 'Channels',
      settings: 'Settings',
      'saved_reply/': 'Saved replies',
      'key/': 'API keys',
      'report/': 'Reports',
    } as Record<string, string>,
    when: 'When',
    action: 'What was done',
    subject: 'Of',
    change: 'Before and after',
    desk: 'the desk',
    more: 'Earlier changes',
    none: 'Nothing of this kind was changed.',
    looking: 'Looking…',
    failed: 'The log cannot be loaded now.',
  },
};
