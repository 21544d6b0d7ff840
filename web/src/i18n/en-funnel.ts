// Words about funnels: sequences of automatic messages, and the contacts who walk through them.
import type { RunStop, WaitsFor } from '../proto';

type Count = (n: number, one: string, other: string) => string;

export const funnelRefusals = {
  no_such_funnel: 'This funnel was removed meanwhile.',
  not_in_funnel: 'The contact is not in this funnel any more.',
};

export const funnelWords = (count: Count) => ({
  funnel: {
    heading: 'Funnels',
    empty:
      'No funnels yet. A funnel is a sequence of messages that a contact gets by themselves, one after the other.',
    addNew: 'Add a funnel',
    edit: (name: string) => `Change the funnel ${name}`,
    name: 'Name',
    steps: (n: number) => count(n, 'message', 'messages'),
    step: (n: number) => `Message ${n}`,
    text: 'Text',
    hint: (fields: string) =>
      `Filled in when it goes out: ${fields}, and the card’s variables by their names. {first_name|friend} says “friend” where no name is known; a message that asks for something unknown is left out.`,
    after: 'Wait before it',
    afterStart: 'After the start',
    afterBefore: 'After the message before',
    unit: 'Unit of time',
    units: {
      minutes: (n: number): string => (n === 1 ? 'minute' : 'minutes'),
      hours: (n: number): string => (n === 1 ? 'hour' : 'hours'),
      days: (n: number): string => (n === 1 ? 'day' : 'days'),
    },
    atOnce: 'at once',
    later: {
      minutes: (n: number) => `after ${count(n, 'minute', 'minutes')}`,
      hours: (n: number) => `after ${count(n, 'hour', 'hours')}`,
      days: (n: number) => `after ${count(n, 'day', 'days')}`,
    },
    addStep: 'Add a message',
    up: (n: number) => `Move message ${n} up`,
    down: (n: number) => `Move message ${n} down`,
    removeStep: (n: number) => `Remove message ${n}`,
    preview: 'How it looks',
    example: { first_name: 'Anna', last_name: 'Petrova', name: 'Anna Petrova' },
    keeps: 'Contacts who are under way keep the messages they began with.',
    save: 'Save',
    saved: 'The funnel is kept.',
    cancel: 'Cancel',
    remove: 'Remove',
    removeSure: 'Remove it, and stop it for everybody?',
    removed: 'The funnel is removed.',
    tooLong: 'At most 90 days.',
    add: 'Add',
    addTo: 'Add to a funnel',
    begin: 'Start a funnel',
    startsAtOnce: 'An added funnel starts at once',
    choose: 'Which funnel',
    none: 'There are no funnels yet. Those who manage the desk add them in the settings.',
    warning: (name: string) => `It starts at once. ${name} gets this message now:`,
    warningLater: (name: string, time: string) => `It starts at once. ${name} gets this message ${time}:`,
    leftOut: (places: string) => `Not known of this contact, so this message will be left out: ${places}`,
    more: (n: number) => `${count(n, 'message follows', 'messages follow')}.`,
    running: 'The contact is in it already.',
    start: 'Start now',
    started: (name: string) => `The funnel “${name}” has started.`,
    takeOut: (name: string) => `Take out of ${name}`,
    takeOutAsk: 'Take the contact out? No later message goes out.',
    takeOutSure: 'Take out',
    keepIn: 'Keep',
    hide: (name: string) => `Hide ${name}`,
    takenOut: (name: string) => `Taken out of “${name}”.`,
    progress: (done: number, steps: number) => `${done} of ${steps} messages sent`,
    next: (time: string) => `next ${time}`,
    now: 'the next one goes out now',
    finished: 'Finished',
    stopped: (why: string) => `Stopped: ${why}`,
    waits: {
      channel: 'Waits: the channel lets nothing out now',
      outbox: 'Waits: too many answers are on their way',
    } satisfies Record<WaitsFor, string>,
    why: {
      blocked: 'the contact has blocked this channel',
      channel_removed: 'the channel was removed',
      funnel_removed: 'the funnel was removed',
      waited_too_long: 'it could not go out for 30 days',
      united: 'it goes on once for both united contacts',
    } satisfies Record<RunStop, string>,
    field: 'Funnel',
    automatic: (name: string, step: number) => `Funnel “${name}”, ${step}`,
    lines: {
      started: (who: string, name: string) => `Funnel “${name}” started by ${who}`,
      removed: (who: string, name: string) => `Taken out of the funnel “${name}” by ${who}`,
      stopped: (name: string, why: string) => `The funnel “${name}” has stopped: ${why}`,
      finished: (name: string) => `The funnel “${name}” is finished`,
      skipped: (name: string, step: number, missing: string) =>
        `Message ${step} of the funnel “${name}” was left out: ${missing === '' ? 'its text is empty or too long' : `not known: ${missing}`}`,
    },
  },
});
