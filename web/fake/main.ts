// The client on a fake desk: for looking at it without a back end, and for the browser tests.
//
// `window.fake` is the tests' handle on what the contact does and on the network.
import { mount } from 'svelte';
import App from '../src/components/App.svelte';
import { Api } from '../src/net/http';
import { Network } from './network';
import { employ, play } from './scene';
import { World } from './world';

const query = new URLSearchParams(location.hash.slice(1));
const world = new World('me');
employ(world, Date.now());
if (query.get('scene') !== 'empty') play(world, Date.now());
const network = new Network(world);
network.isSignedIn = query.get('session') !== 'none';
network.latencyMs = Number(query.get('latency') ?? 30);
Object.assign(window, { fake: { world, network } });
// A copy of the desk is fresh with each load: what an earlier page kept would belong to another one.
if (!query.has('keep')) localStorage.clear();

const target = document.getElementById('app');
if (target)
  mount(App, { target, props: { deps: { api: new Api(network.carry), connect: network.connect } } });
