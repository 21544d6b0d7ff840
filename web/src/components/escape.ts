// Esc inside of an element gives it up, and nothing around it.

/** An attachment: calls `close` on Esc unless an input method uses the key. */
export function escape(close: () => void): (node: HTMLElement) => () => void {
  return (node) => {
    const onkeydown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    node.addEventListener('keydown', onkeydown);
    return () => node.removeEventListener('keydown', onkeydown);
  };
}
