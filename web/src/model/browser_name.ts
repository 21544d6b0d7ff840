// What a browser calls itself, in the few words people know it by.
import Bowser from 'bowser';

/** `Chrome, Windows` of `Mozilla/5.0 (Windows NT 10.0; …`; what nobody knows stays as it came, and nothing stays nothing. */
export function browserName(agent: string): string {
  if (agent === '') return '';
  const { browser, os } = Bowser.parse(agent);
  return [browser.name, os.name].filter(Boolean).join(', ') || agent;
}
