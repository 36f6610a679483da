// What tus-js-client needs of url-parse: the browser has it.
export default URL
