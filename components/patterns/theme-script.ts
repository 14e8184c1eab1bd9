/** Key of the reader's choice in localStorage; absent means "follow the system". */
export const THEME_KEY = "holdfast-theme";

// Runs before the first paint. Written without quotes and ampersands, which React would escape.
export const themeScript = `try{const t=localStorage.getItem(\`${THEME_KEY}\`);if(t===\`light\`||t===\`dark\`)document.documentElement.dataset.theme=t}catch{}`;
