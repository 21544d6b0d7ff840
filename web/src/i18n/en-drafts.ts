// Words about drafts that an operator writes on two devices.
export const draftWords = {
  drafts: {
    changed: 'Changed on your other device:',
    emptied: 'Sent or cleared on your other device.',
    take: 'Take over',
    empty: 'Clear here too',
    keep: 'Keep mine',
  },
};
