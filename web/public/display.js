// Before anything is painted: the theme and the size of text chosen for this browser. A script of its own, as the
// security policy wants it. `src/model/display.ts` keeps the choice and does the same when it changes.
(() => {
  try {
    const { theme, text } = JSON.parse(localStorage.getItem('switchboard.choice.display')) ?? {};
    const root = document.documentElement;
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    if (text >= 80 && text <= 150) root.style.setProperty('--text-scale', String(text / 100));
  } catch {
    // Nothing was kept, or it may not be read: then all is as the device has it.
  }
})();
