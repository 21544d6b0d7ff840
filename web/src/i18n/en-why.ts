// Words about how a chat came to an operator, and who gets the next one.
import type { Handover } from '../proto';

export const whyWords = {
  button: 'Why?',
  heading: 'How this chat came here',
  loading: 'Looking it up…',
  none: 'Nobody was compared for this chat.',
  how: {
    distributed: (name: string) => `Given to ${name} by the desk`,
    taken: (name: string) => `Taken by ${name}`,
    forwarded: (name: string) => `Forwarded to ${name}`,
    returned: (name: string) => `Came back to ${name}`,
  } satisfies Record<Handover, (name: string) => string>,
  compared: 'Compared then, best first',
  next: 'Who would get the next chat',
  nextNone: 'Nobody: no one is Online, takes new chats and is below the limit.',
  load: (open: number, max: number) => `${open} of ${max} open`,
  idle: (time: string) => `last chat ${time}`,
  never: 'no chat yet',
};
