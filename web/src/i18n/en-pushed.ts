// The words about notices by one's browsers.
export const pushedWords = {
  heading: 'Notices on this device',
  here: 'Tell me on this device',
  hint: 'By the browser, also while the desk is not open. Nothing is told to whoever has signed out.',
  impossible: 'This browser cannot be told of anything here; it needs a secure address.',
  blocked: 'This browser forbids it. Allow notifications for this address in the browser’s settings.',
  noService: 'This browser has no service that could wake it.',
  tested: 'It is on its way.',
  others: 'Your other browsers that tell you',
  since: (time: string) => `since ${time}`,
  remove: 'Tell nothing there',
  removeOf: (name: string) => `Tell nothing to ${name}`,
};
