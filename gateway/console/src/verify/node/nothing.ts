// SPDX-License-Identifier: Apache-2.0
/** In place of what only Node has and the browser's verifier never comes to. */
export {};
