// Words about what another app of the phone shares with the desk.
export const shareWords = {
  share: {
    heading: 'Send to which chat?',
    find: 'Find a contact',
    looking: 'Looking…',
    nobody: 'Nobody found',
    hint: 'It is put into the field: nothing is sent before you press Send.',
  },
};
