// The words about oneself: the second factor, one's picture, notices in one's own messenger.
import type { NoticeRules, When } from '../proto';

const plural = new Intl.PluralRules('en');

const count = (n: number, one: string, other: string) => `${n} ${plural.select(n) === 'one' ? one : other}`;

export const myWords = {
  secondFactor: {
    heading: 'Second factor',
    why: 'A code from an app on your phone, asked for beside the password: a stolen password alone lets nobody in.',
    begin: 'Set up a second factor',
    on: (since: string) => `On since ${since}`,
    codesLeft: (n: number) =>
      n === 0
        ? 'No recovery code is left: make new ones.'
        : `${count(n, 'recovery code is', 'recovery codes are')} left.`,
    scan: 'Point your authenticator app at this picture.',
    typeIn: 'Or type this key into it:',
    code: 'Code from the app',
    confirm: 'Switch it on',
    codes: 'Each of these codes lets you in once if you lose the phone. They are not shown again.',
    codesFile: 'Switchboard: recovery codes. Each lets you in once.',
    keep: 'Save as a file',
    kept: 'I have kept them',
    renew: 'New recovery codes',
    end: 'Switch it off',
    endSure: 'Then the password alone lets anybody in who knows it. Press once more to switch it off.',
    enter: 'One more step',
    enterHint: 'Type the code your authenticator app shows now.',
    enterRecovery: 'Type one of the recovery codes you kept. It is used up then.',
    recoveryCode: 'Recovery code',
    useRecovery: 'Use a recovery code',
    useApp: 'Use the app',
    back: 'Back',
    first: 'A second factor first',
    firstWhy: 'This desk asks those who manage it for a second factor. Set it up once, then go on.',
    takeAway: 'Take away the second factor',
    takeAwaySure: (name: string) => `${name} will sign in by the password alone. Press once more.`,
    takenAway: 'The second factor is taken away.',
  },

  picture: {
    heading: 'Your picture',
    choose: 'Choose a picture',
    another: 'Another picture',
    remove: 'Remove the picture',
    unreadable: 'This file is no picture that can be read here.',
  },

  notices: {
    heading: 'Notices in your messenger',
    connect: 'Connect a messenger for notifications',
    connectHint:
      'Press, then press “Start” in the bot. New chats and mentions come there while you are away from the desk.',
    noChannel: 'An admin connects a bot or a community first.',
    goTo: (messenger: string) => `Notices go to ${messenger}`,
    broken: 'Nothing arrives there any more.',
    choose: 'Choose what to be told of',
    linked: (time: string) => `connected ${time}`,
    rules: 'Tell me of',
    kinds: {
      new_chat: 'A chat that is given to me',
      new_message: 'A new message in a chat of mine',
      mention: 'A mention by a colleague',
      reminder: 'A chat I put aside that comes up',
      queue: 'Chats that wait and nobody can take',
    } satisfies Record<Exclude<keyof NoticeRules, 'has_previews'>, string>,
    when: {
      never: 'Never',
      away: 'While I am away',
      always: 'Always',
    } satisfies Record<When, string>,
    previews: 'With the beginning of the message',
    previewsHint: 'Else only that there is one.',
    test: 'Send a test notice',
    tested: 'It is on its way to your messenger.',
    unlink: 'Disconnect',
    unlinked: 'No messenger is connected. Choose one in your account’s menu.',
    open: 'Open this link on your phone and press “Start” there.',
    openHere: 'Open it on this device',
    waiting: (time: string) => `Waiting for it. Good until ${time}, once.`,
    expired: 'This link is too old. Close this window and ask for another one.',
  },

  cameUp: {
    text: (name: string) => `${name}: you put this aside until now`,
    chat: 'A chat',
    open: 'Open the chat',
  },
};
