// SPDX-License-Identifier: Apache-2.0
import { render } from 'preact';
import { App } from './app';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/image.css';
import './styles/intake.css';
import './styles/sentences.css';
import './styles/waterfall.css';
import './styles/details.css';
import './styles/catalogue.css';
import './styles/mesh.css';

const root = document.querySelector('#app');
if (root) render(<App />, root);
