// What is said of channels: how they are, what admins do with them, and why an answer waits for one.
import type { HealthTrouble } from '../proto';

export const channelWords = {
  paused: 'Paused',
  pausedHint: 'Answers wait until it goes on. Messages come in all the while.',
  removing: 'Being removed…',
  brokenHint: 'Answers wait, for up to 12 hours, until it works again.',
  pause: 'Pause',
  resume: 'Go on',
  reconnect: 'Connect again',
  newSecret: 'New webhook secret',
  telling: 'The messenger is being told its new secret.',
  overlapping: (until: string) =>
    `The messenger has a new secret. The one before is accepted until ${until}.`,
  remove: 'Remove',
  removeWhy: (name: string) =>
    `Remove ${name}? Its token is destroyed, and answers that wait there are refused. Contacts and everything that was said stay readable. The same bot or community can be added again, as another channel.`,
  removeForGood: 'Remove for good',
  keep: 'Keep it',
  more: (name: string) => `What to do with ${name}`,
  health: 'How the messenger calls us',
  look: 'Look now',
  looking: 'Asking the messenger…',
  lookedAt: (time: string) => `Asked ${time}.`,
  neverLooked: 'The messenger was not asked yet.',
  well: 'All is well.',
  pending: (n: number) => (n === 1 ? '1 call waits there.' : `${n} calls wait there.`),
  trouble: {
    elsewhere: ({ host }) =>
      `It calls ${host} instead of this desk. If that is not wanted, connect the channel again.`,
    nowhere: () => 'It calls nobody. Connect the channel again.',
    missing: ({ events }) => `It does not tell us of: ${events.join(', ')}. Connect the channel again.`,
    failing: ({ reason }) =>
      `Its calls fail: “${reason}”. See whether this desk can be reached from outside.`,
    backlog: ({ pending }) => `${pending} calls wait there: this desk answers too slowly or not at all.`,
  } satisfies { [Kind in HealthTrouble['is']]: (trouble: HealthTrouble & { is: Kind }) => string },
  waits: {
    paused: 'Waits: the channel is paused.',
    connecting: 'Waits: the channel is being connected.',
    broken: 'Waits until the channel works again. An admin must look at it.',
  },
  gone: 'This channel was removed: nothing can be sent through it any more.',
};
