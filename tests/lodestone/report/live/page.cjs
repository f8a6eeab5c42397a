// Opens a page in a headless Chromium (npm, @sparticuz/chromium) and uses it as a reader does; see test_page_live.py.
// Gets the page's path as its argument and prints one JSON object of what it saw.
'use strict'
const axe = require('axe-core')
const chromium = require('@sparticuz/chromium')
const puppeteer = require('puppeteer-core')
const { pathToFileURL } = require('url')

const url = pathToFileURL(process.argv[2]).href
const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true }
const DESK = { width: 1280, height: 900 }

// What a table shows: the cells of a column, in the order of its rows, and which way each heading says that it is sorted.
const column = (page, table, place) => page.evaluate((table, place) => {
  const found = document.querySelectorAll('table')[table]
  return {
    cells: Array.from(found.tBodies[0].rows, row => row.cells[place].textContent.trim()),
    sorts: Array.from(found.tHead.rows[0].cells, cell => cell.getAttribute('aria-sort'))
  }
}, table, place)

const button = (page, table, place) =>
  page.evaluateHandle((table, place) => document.querySelectorAll('table')[table].querySelectorAll('th button')[place], table, place)

async function main () {
  const browser = await puppeteer.launch({ args: chromium.args, executablePath: await chromium.executablePath(), headless: 'shell' })
  const seen = { console: [], requests: [], overflow: {}, violations: {}, sorted: {} }
  const page = await browser.newPage()
  page.on('console', message => seen.console.push(message.text()))
  page.on('pageerror', error => seen.console.push(error.message))
  page.on('request', request => seen.requests.push(request.url().slice(0, 60)))

  for (const [name, size] of Object.entries({ phone: PHONE, desk: DESK })) {
    for (const scheme of ['light', 'dark']) {
      await page.setViewport(size)
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
      await page.goto(url)
      seen.overflow[name] = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      await page.evaluate(axe.source)
      const found = await page.evaluate(() => window.axe.run())
      seen.violations[`${name}, ${scheme}`] = found.violations.map(each => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`)
    }
  }

  seen.plots = await page.$$eval('figure.plot', all => all.map(each => each.querySelectorAll('circle, rect').length))
  seen.outside = await page.$$eval('.rows .marks circle', all => all.filter(each => {
    const dot = each.getBoundingClientRect()
    const axis = each.closest('svg').getBoundingClientRect()
    return dot.width === 0 || dot.left < axis.left - 6 || dot.right > axis.right + 6
  }).length)

  const table = await page.$$eval('table', all => all.findIndex(each => each.caption.textContent === 'Tasks'))
  const success = 3
  seen.sorted.before = await column(page, table, success)
  await (await button(page, table, success)).click()
  seen.sorted.click = await column(page, table, success)
  await (await button(page, table, success)).focus()
  await page.keyboard.press('Enter')
  seen.sorted.enter = await column(page, table, success)
  await (await button(page, table, 0)).focus()
  await page.keyboard.press('Space')
  seen.sorted.words = await column(page, table, 0)

  const plain = await browser.newPage()
  await plain.setJavaScriptEnabled(false)
  await plain.goto(url)
  seen.without = await plain.evaluate(() => Array.from(document.querySelectorAll('th button'), each => each.disabled).every(Boolean))
  await browser.close()
  console.log(JSON.stringify(seen))
}

main().catch(error => { console.error(error); process.exit(1) })
