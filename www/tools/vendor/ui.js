// Everything a page needs to draw itself, in one file: pages import it by relative URL.
export { h, render, Fragment } from 'preact';
export { useEffect, useMemo, useRef, useState, useCallback, useId, useLayoutEffect } from 'preact/hooks';
export { signal, computed, effect, batch } from '@preact/signals';
export { default as htm } from 'htm';
export { FluentBundle, FluentResource } from '@fluent/bundle';
export { tinykeys } from 'tinykeys';
