// The operators' client, on the network.
import { mount } from 'svelte';
import App from './components/App.svelte';
import { Api, overHttp } from './net/http';
import { overWebSocket } from './net/line';
import { registerWorker } from './worker/register';

/** Shows it. Loading alone shows nothing: other pages share parts of the file this stands in. */
export function open(): void {
  const target = document.getElementById('app');
  if (target) mount(App, { target, props: { deps: { api: new Api(overHttp), connect: overWebSocket } } });
  void registerWorker();
}
