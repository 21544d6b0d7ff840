// What a page begins with: the words of its language. Everything that says them comes after.
import { keptLanguage, languageFor } from './languages';
import { speak } from './spoken';

export async function begin(wish: string | null = null): Promise<void> {
  const { code, load } = languageFor(wish ?? keptLanguage(), navigator.languages);
  document.documentElement.lang = code;
  speak(await load());
}
