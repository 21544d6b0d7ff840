// The mark on the tab's icon, and the number on the app's where the desk was installed as one.
import ICON from '../icons/icon.svg';
import ICON_UNREAD from '../icons/icon-unread.svg';

/** Shows that so many chats have something unread. */
export function mark(unread: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const icon = unread > 0 ? ICON_UNREAD : ICON;
  if (link && link.getAttribute('href') !== icon) link.href = icon;
  // Refused where the desk is a page like any other: then there is nothing to put it on.
  const marked = unread > 0 ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
  marked?.catch(() => undefined);
}
