// Words about who has a chat open.
export const lookingWords = {
  looking: {
    label: 'Also looking at this chat',
    one: (name: string) => `${name} is looking at this chat`,
    all: (names: string) => `Also looking at this chat: ${names}`,
  },
};
