// Ukrainian words about who has a chat open.
import type { lookingWords as English } from '../en-looking';

export const lookingWords: typeof English = {
  looking: {
    label: 'Цей чат зараз відкритий у колег',
    one: (name) => `${name} зараз дивиться цей чат`,
    all: (names) => `Цей чат зараз дивляться: ${names}`,
  },
};
