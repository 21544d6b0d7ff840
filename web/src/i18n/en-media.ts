// Words about pictures, films and sounds: looking at them, hearing them, and making them.

export const mediaWords = {
  viewer: {
    label: 'Pictures and films',
    position: (at: number, of: number) => `${at} of ${of}`,
    previous: 'Previous',
    next: 'Next',
    larger: 'Zoom in',
    smaller: 'Zoom out',
    percent: (percent: number) => `${percent}%`,
    fit: 'Fit to the screen',
    turn: 'Turn to the right',
    save: 'Download',
    tab: 'Open in a new tab',
    close: 'Close',
    stage: 'The picture. Plus and minus zoom; while it is large, arrow keys, dragging and clicking move it.',
    loading: 'Loading…',
    broken: 'This cannot be shown. It can still be downloaded.',
    enlarge: (name: string) => `Show ${name} large`,
  },

  sticker: {
    play: (name: string) => `Play ${name} again`,
  },
};
