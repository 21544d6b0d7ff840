// Words about a row of the list.

export const rowWords = {
  row: {
    accepted: 'Sent',
    failed: { refused: 'Not delivered', uncertain: 'Perhaps not delivered' },
    waits: (minutes: number) => `Waits for an answer for ${stretch(minutes)}`,
    wait: stretch,
  },
};

/** Minutes, then hours, then days, as short as a row is. */
function stretch(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} d`;
}
