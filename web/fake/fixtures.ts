// A page with nothing but the list of messages, whose rows the drift test changes in every way.
import { mount } from 'svelte';
import Fixture from './Fixture.svelte';

const target = document.getElementById('app');
if (target) mount(Fixture, { target });
