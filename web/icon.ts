/** The icon of the site: two lines that become one. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0a4f94"/><path d="M4 3v10M12 3c0 4-8 3-8 8" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>`;
