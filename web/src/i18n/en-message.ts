// Words about single messages: how far they have come, and what can be done with them.
import type { ReasonKind } from '../proto';

export const messageWords = {
  contact: 'Contact',
  automatic: 'Automatic answer: away',
  you: 'You',
  operator: 'Colleague',
  outside: 'Written outside Switchboard',
  edited: 'edited',
  actions: 'What can be done with this message',
  deleted: 'Deleted',
  deletedBy: (name: string) => `Deleted by ${name}`,
  showDeleted: 'Show what it said',
  showEarlier: 'Show the earlier texts',
  earlierHeading: 'Earlier texts',
  earlierNow: 'Now',
  earlierBy: (name: string) => `changed by ${name}`,
  earlierFailed: 'The earlier texts cannot be loaded now.',
  unsupported: (kind: string) => `This desk cannot show this kind of message yet: ${kind}`,
  unknownKind: 'unknown',
  onItsWay: 'On its way to the messenger',
  sending: 'Sending',
  waiting: 'waiting for connection',
  accepted: 'Taken by the messenger',
  refused: 'Not delivered',
  uncertain: 'Delivery uncertain',
  uncertainWhy: 'The messenger did not confirm it. The contact may have it or not; it is not sent twice.',
  reasons: {
    blocked: 'the contact has blocked this channel.',
    unreachable: 'the contact’s account is gone or never wrote to this channel.',
    content: 'the messenger does not take this text.',
    channel: 'the channel’s access is broken; an admin must look at it.',
    channel_removed: 'the channel was removed.',
    cancelled: 'it was deleted before it left.',
    too_late: 'the messenger does not allow this any more.',
    gave_up: 'the messenger could not be reached for too long.',
    other: 'the messenger refused it.',
  } satisfies Record<ReasonKind, string>,
  theirWords: (text: string, code: string) => `It said: “${text}” (${code})`,
  writeAgain: 'Put into the field',
  notSent: 'Not sent',
  retry: 'Send again',
  sendAnyway: 'Send anyway',
  discard: 'Delete',
};

/** What contacts say besides words. */
export const contentWords = {
  place: 'A place',
  live: 'Where they were when they began to share it',
  map: 'Show on a map',
  somebody: 'Somebody',
  poll: 'Poll',
};

/** Changing and deleting at the contact's side. */
export const reviseWords = {
  edit: 'Edit',
  delete: 'Delete',
  editHeading: 'Edit the message',
  editHint: 'The contact sees the new text. The earlier one is kept for operators.',
  label: 'New text',
  save: 'Save',
  deleteHeading: 'Delete the message?',
  deleteHint: 'It disappears for the contact. Operators still see that it was here, and what it said.',
  confirm: 'Delete for everybody',
  cancel: 'Cancel',
  editing: 'being changed…',
  deleting: 'being deleted…',
  notEdited: 'Not changed',
  notDeleted: 'Not deleted',
  left: (hours: number, minutes: number) =>
    hours > 0 ? `${hours} h ${minutes} min left` : `${Math.max(minutes, 1)} min left`,
  always: 'possible at any time',
  late: (hours: number) => `The messenger allows this for ${hours} hours`,
  early: (hours: number) => `The messenger allows this after ${hours} hours`,
  never: 'Not possible in this messenger',
};
