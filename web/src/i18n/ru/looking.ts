// Russian words about who has a chat open.
import type { lookingWords as English } from '../en-looking';

export const lookingWords: typeof English = {
  looking: {
    label: 'Этот чат сейчас открыт у коллег',
    one: (name) => `${name} сейчас смотрит этот чат`,
    all: (names) => `Этот чат сейчас смотрят: ${names}`,
  },
};
