// The sample company of the recorded weeks: who works there, who its customers are. Made up.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/json.h"
#include "engine/time/duration.h"

namespace liaison::recording {

inline constexpr const char* kZone = "Asia/Shanghai";
inline Instant local_time(const std::string& text) { return parse_time(text, kZone)->at; }

// The same numbers on every machine and with every standard library.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  int below(int count) { return static_cast<int>(next() % static_cast<std::uint64_t>(count)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[next() % list.size()];
  }

 private:
  std::uint64_t state_;
};

struct Member {
  std::string id, name, department, role;
};

struct Client {
  std::string key, name, area, manager;
  bool resident = false;
};

inline const std::vector<Member>& members() {
  static const std::vector<Member> kMembers = {
      {"yang.ba", "杨八", "managers", "head"},
      {"he.fang", "何芳", "managers", "deputy"},
      {"li.min", "李敏", "managers", ""},
      {"zhang.wei", "张伟", "managers", ""},
      {"liu.yang", "刘洋", "managers", ""},
      {"chen.jing", "陈静", "managers", ""},
      {"zhao.lei", "赵磊", "managers", ""},
      {"wu.qian", "吴倩", "managers", ""},
      {"wang.er", "王二", "operations", "head"},
      {"luo.cheng", "罗成", "operations", "deputy"},
      {"zhou.hang", "周航", "operations", ""},
      {"shen.yang", "沈洋", "operations", ""},
      {"wu.di", "吴迪", "metering", "head"},
      {"ma.ling", "马玲", "metering", "deputy"},
      {"wang.qiang", "王强", "metering", ""},
      {"xu.bo", "徐波", "metering", ""},
      {"sun.jie", "孙洁", "customer-service", "head"},
      {"tang.yu", "唐宇", "customer-service", ""},
      {"zhou.hua", "周华", "billing", "head"},
      {"qin.yue", "秦月", "billing", ""},
      {"gao.shan", "高山", "construction", "head"},
      {"lu.jun", "陆军", "construction", ""},
      {"zhao.min", "赵敏", "marketing", "head"},
      {"han.rui", "韩瑞", "service-command", "head"},
      {"tao.jun", "陶军", "service-command", ""},
      {"zhu.jiu", "朱九", "leading-group", "head"},
  };
  return kMembers;
}

inline std::vector<std::string> ids_of(const std::string& department, bool heads) {
  std::vector<std::string> ids;
  for (const Member& member : members()) {
    if (member.department == department && (heads || member.role.empty())) ids.push_back(member.id);
  }
  return ids;
}

inline std::vector<Client> clients(Dice& dice, int count) {
  const std::vector<std::string> surnames = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄",
                                             "周", "吴", "徐", "孙", "胡", "朱", "高"};
  const std::vector<std::string> forms = {"先生", "女士"};
  const std::vector<std::string> names = {"华丰", "顺发", "江城", "老街", "新天地", "和顺",
                                          "百味", "东湖", "南门", "金桥", "福源",   "永安"};
  const std::vector<std::string> trades = {"面馆", "超市",   "理发店", "五金店", "早点铺", "快递站",
                                           "诊所", "幼儿园", "打印店", "茶叶行", "修车行", "网吧"};
  const std::vector<std::string> managers = ids_of("managers", false);
  std::vector<Client> list;
  for (int i = 0; i < count; ++i) {
    Client client;
    const std::string number = std::to_string(10000 + i).substr(1);
    client.key = "c-" + number;
    client.resident = dice.chance(58);
    client.name = client.resident ? dice.one_of(surnames) + dice.one_of(forms)
                                  : dice.one_of(names) + dice.one_of(trades);
    client.area = dice.chance(70) ? "urban" : "rural";
    client.manager = dice.one_of(managers);
    list.push_back(std::move(client));
  }
  return list;
}

}  // namespace liaison::recording
