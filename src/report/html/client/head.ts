/** Runs before the page is drawn, so that what the script below hides is never seen. */
document.documentElement.classList.add('js');
